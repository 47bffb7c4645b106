/* What the keyboard should reach, and what it then does: one line per stop, in the order of the stops. */
(() => {
  'use strict';

  const FOCUSABLE = 'a[href], button, select, input:not([type=hidden]), summary, [tabindex="0"]';
  const seen = element => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const stops = [];

  function name(at) {
    const words = at.getAttribute('name') || at.getAttribute('aria-label') || at.textContent.trim();
    return `${at.tagName.toLowerCase()} ${words.slice(0, 60)}`;
  }

  function take({ target }) {
    const style = getComputedStyle(target);
    const box = target.getBoundingClientRect();
    stops.push({
      element: target,
      name: name(target),
      ringed: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
      seen: box.width > 0 && box.right > 0 && box.left < innerWidth,
    });
  }

  /* How often Tab must be pressed at least: a date has a stop for each of its parts. */
  function begin() {
    stops.length = 0;
    document.activeElement.blur();
    document.addEventListener('focusin', take);
    return [...document.querySelectorAll(FOCUSABLE)].filter(seen).length;
  }

  const ended = () => document.activeElement === document.body || stops.at(-1).element === stops[0].element;

  function end() {
    document.removeEventListener('focusin', take);
    const reached = new Set(stops.map(stop => stop.element));
    const follows = (a, b) => a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING;
    const once = [...reached];
    const tables = [...document.querySelectorAll('.card table')];
    return {
      names: stops.map(stop => stop.name),
      unseen: stops.filter(stop => !stop.ringed || !stop.seen).map(stop => stop.name),
      missed: [...document.querySelectorAll(FOCUSABLE)].filter(e => seen(e) && !e.disabled && !reached.has(e)).map(name),
      ordered: once.every((element, n) => n === 0 || Boolean(follows(once[n - 1], element))),
      tables: tables.length,
      reached: tables.filter(table => reached.has(table.closest('[tabindex="0"]'))).length,
    };
  }

  window.walk = { begin, ended, end };
})();
