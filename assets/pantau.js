/* What scripts add to a page that works without them: filters without a reload, focus, and a link to copy. */
(function () {
  'use strict';

  function address(form) {
    var words = new URLSearchParams();
    var custom = form.elements.periode && form.elements.periode.value === 'tanggal';
    new FormData(form).forEach(function (value, name) {
      var date = name === 'dari' || name === 'sampai';
      var every = value === 'semua' && name !== 'periode';
      var usual = name === 'periode' && (custom || value === form.dataset.usual);
      if (value === '' || every || usual || (date && !custom)) { return; }
      words.append(name, value);
    });
    var query = words.toString();
    return form.getAttribute('action') + (query ? '?' + query : '');
  }

  /* dcc.Location listens to this event: only the content is fetched, and the focus stays where it is. */
  function go(url) {
    history.pushState({}, '', url);
    window.dispatchEvent(new CustomEvent('_dashprivate_pushstate'));
  }

  /* Tables come as markup in an attribute (components.table). React knows nothing of what is laid in, so that it
     is taken out again when the element becomes another one. */
  var laid = new WeakMap();

  function lay(element) {
    var old = laid.get(element);
    if (old) { old.remove(); laid.delete(element); }
    if (!element.dataset.rows) { return; }
    var holder = document.createElement('template');
    holder.innerHTML = element.dataset.rows;
    var rows = holder.content.firstElementChild;
    laid.set(element, rows);
    element.appendChild(rows);
  }

  new MutationObserver(function (changes) {
    changes.forEach(function (change) {
      if (change.type === 'attributes') { lay(change.target); return; }
      change.addedNodes.forEach(function (node) {
        if (node.nodeType !== 1 || node.ownerSVGElement) { return; }
        if (node.matches('[data-rows]')) { lay(node); }
        node.querySelectorAll('[data-rows]').forEach(lay);
      });
    });
  }).observe(document.documentElement, {
    childList: true, subtree: true, attributes: true, attributeFilter: ['data-rows']
  });

  function live(element) {
    return element.closest('#app-root') && document.body.classList.contains('drawn');
  }

  /* Dash puts a new tree in the place of the old one: what comes after waits for its heading. */
  function afterwards(act) {
    var before = document.querySelector('#content h1');
    var tries = 0;
    (function look() {
      var heading = document.querySelector('#content h1');
      if (heading && heading !== before) {
        act(heading);
      } else if (tries++ < 400) {
        setTimeout(look, 50);
      }
    }());
  }

  /* One polite voice, outside the tree that Dash replaces. */
  var voice = document.createElement('p');
  voice.className = 'unseen';
  voice.setAttribute('role', 'status');
  document.addEventListener('DOMContentLoaded', function () { document.body.appendChild(voice); });

  /* Shows what the form says; the focus goes to what `back` finds in the new tree. */
  function apply(form, back) {
    afterwards(function () {
      var target = document.querySelector('#content form.filters ' + back);
      if (target) { target.focus({ preventScroll: true }); }
      var chosen = document.querySelector('#content .head .small, #content form.filters option:checked');
      voice.textContent = chosen ? 'Ditampilkan: ' + chosen.textContent : '';
    });
    go(address(form));
  }

  document.addEventListener('submit', function (event) {
    var form = event.target;
    if (!form.matches('form.filters') || !live(form)) { return; }
    event.preventDefault();
    /* A sheet that was open closes, and the focus is on the line that opens it. */
    apply(form, form.querySelector('details[open]') ? 'summary' : '.go');
  });

  var soon;
  document.addEventListener('change', function (event) {
    var control = event.target;
    var form = control.form;
    if (!form || !form.matches('form.filters')) { return; }
    clearTimeout(soon);
    if (control.type === 'date') {
      /* A day chosen means: this period, not the preset. */
      form.elements.periode.value = 'tanggal';
    }
    /* A choice from a list is shown at once. Days wait for the button, as they are typed number by number; so
       does a sheet, whose choices are shown together; so do scripts that are not ready. */
    var waits = control.tagName !== 'SELECT' || control.value === 'tanggal' || form.querySelector('details[open]');
    if (waits || !live(form)) { return; }
    /* With the keyboard every step through a list is a choice: only the one that someone stays at is shown. */
    soon = setTimeout(function () { apply(form, 'select[name="' + control.name + '"]'); }, 250);
  });

  /* A link inside the app changes the content and takes the reader to its heading. */
  document.addEventListener('click', function (event) {
    var link = event.target.closest('a');
    if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) { return; }
    if (link.matches('.copy')) { copy(event, link); return; }
    if (!link.matches('.nav a, .say a, .kpi a') || !live(link)) { return; }
    event.preventDefault();
    /* A menu that was open on a phone has done its work. */
    var menu = link.closest('.menu');
    if (menu) { menu.open = false; }
    afterwards(function (heading) {
      window.scrollTo(0, 0);
      heading.focus();
    });
    go(link.getAttribute('href'));
  });

  function copy(event, link) {
    if (!navigator.clipboard) { return; }
    event.preventDefault();
    navigator.clipboard.writeText(link.href).then(function () {
      var words = link.textContent;
      link.textContent = 'Tersalin';
      setTimeout(function () { link.textContent = words; }, 2000);
    }, function () { location.href = link.href; });
  }
}());
