/* What scripts add to a page that works without them: filters without a reload, focus, and a link to copy. */
(function () {
  'use strict';

  function address(form) {
    var words = new URLSearchParams();
    var custom = form.elements.periode && form.elements.periode.value === 'tanggal';
    new FormData(form).forEach(function (value, name) {
      var date = name === 'dari' || name === 'sampai';
      var every = value === 'semua' && name !== 'periode';
      if (value === '' || every || (date && !custom) || (name === 'periode' && custom)) { return; }
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

  function live(element) {
    return element.closest('#app-root') && document.body.classList.contains('drawn');
  }

  document.addEventListener('submit', function (event) {
    var form = event.target;
    if (!form.matches('form.filters') || !live(form)) { return; }
    event.preventDefault();
    go(address(form));
    var sheet = form.querySelector('details[open]');
    if (sheet) { sheet.open = false; sheet.querySelector('summary').focus(); }
  });

  document.addEventListener('change', function (event) {
    var control = event.target;
    var form = control.form;
    if (!form || !form.matches('form.filters')) { return; }
    if (control.type === 'date') {
      /* A day chosen means: this period, not the preset. */
      form.elements.periode.value = 'tanggal';
    }
  });

  /* A link inside the app changes the content and takes the reader to its heading. */
  document.addEventListener('click', function (event) {
    var link = event.target.closest('a');
    if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) { return; }
    if (link.matches('.copy')) { copy(event, link); return; }
    if (!link.matches('.nav a') || !live(link)) { return; }
    event.preventDefault();
    go(link.getAttribute('href'));
    arrive(link.textContent);
  });

  function arrive(title) {
    var tries = 0;
    (function look() {
      var heading = document.querySelector('#content h1');
      if (heading && heading.textContent === title) {
        window.scrollTo(0, 0);
        heading.focus();
      } else if (tries++ < 100) {
        setTimeout(look, 50);
      }
    }());
  }

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
