/* Takes the plain first content away once Dash has drawn the same content with all its charts, and not while
   someone is in it: typing, with the keyboard on a link, or with a table open. */
(function () {
  'use strict';

  var plain = document.getElementById('first-paint');
  var root = document.getElementById('app-root');
  if (!plain || !root) { return; }

  function drawn() {
    var content = root.querySelector('#content');
    if (!content || !content.firstChild) { return false; }
    return content.querySelectorAll('.dash-graph').length ===
      content.querySelectorAll('.js-plotly-plot .main-svg:first-of-type').length;
  }

  function inUse() {
    return plain.contains(document.activeElement) || plain.querySelector('details[open]') !== null;
  }

  function settle() {
    if (!plain.isConnected || inUse() || !drawn()) { return; }
    watcher.disconnect();
    // Two frames: the last chart is painted before it is shown.
    requestAnimationFrame(function () {
      requestAnimationFrame(function () {
        if (inUse()) { watcher.observe(root, changes); return; }
        plain.remove();
        document.body.classList.add('drawn');
      });
    });
  }

  var changes = { childList: true, subtree: true };
  var watcher = new MutationObserver(settle);
  watcher.observe(root, changes);
  plain.addEventListener('focusout', function () { setTimeout(settle); });
  plain.addEventListener('toggle', settle, true);

  // The title follows the page that is shown.
  new MutationObserver(function () {
    var heading = document.querySelector('.drawn #content h1');
    if (heading && heading.id === 'judul') { document.title = heading.textContent + ' · Pantau'; }
  }).observe(root, changes);

  // A session that has run out answers 401: the page is loaded again, which leads to the login and back.
  var fetchBefore = window.fetch;
  window.fetch = function (resource, options) {
    return fetchBefore.call(window, resource, options).then(function (answer) {
      if (answer.status === 401 && String(resource).indexOf('_dash-update-component') >= 0) { location.reload(); }
      return answer;
    });
  };
}());
