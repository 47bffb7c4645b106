/* What can be measured of a page that a reader would otherwise have to look for. Each answer is plain data. */
(() => {
  'use strict';

  const SLACK = 1.5;
  const CHART = '.js-plotly-plot, .still svg';

  const seen = element => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const aside = element => element.closest('.unseen, .skip, .hoverlayer, script, style, noscript, title');
  const says = node => node.textContent.replace(/\s+/g, ' ').trim();

  function texts(root) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const found = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (says(node) && parent && !aside(parent) && seen(parent)) { found.push(node); }
    }
    return found;
  }

  /* The nearest box that cuts an element off, and null where it can be scrolled to instead. */
  function frame(element) {
    for (let box = element; box && box !== document.documentElement; box = box.parentElement) {
      const flow = getComputedStyle(box).overflowX;
      if (flow === 'auto' || flow === 'scroll') { return null; }
      if (flow !== 'visible') { return box.getBoundingClientRect(); }
    }
    return { left: 0, right: innerWidth };
  }

  function cut() {
    const found = [];
    for (const node of texts(document.body)) {
      if (node.parentElement.closest('svg, option')) { continue; }
      const range = document.createRange();
      range.selectNodeContents(node);
      const box = frame(node.parentElement);
      if (!box) { continue; }
      for (const part of range.getClientRects()) {
        if (part.width && (part.left < box.left - SLACK || part.right > box.right + SLACK)) {
          found.push(`${says(node)} (${Math.round(part.left)}–${Math.round(part.right)})`);
          break;
        }
      }
    }
    return found.concat(cutSelects());
  }

  /* A select is as wide as its chosen words want when nothing holds it back. */
  function cutSelects() {
    const found = [];
    for (const select of document.querySelectorAll('select')) {
      if (!seen(select)) { continue; }
      const alone = select.cloneNode(false);
      const style = getComputedStyle(select);
      alone.append(new Option(select.selectedOptions[0].text));
      alone.style.cssText = `position:absolute;visibility:hidden;flex:none;width:max-content;min-width:0;` +
        `max-width:none;font:${style.font};padding:${style.padding}`;
      select.after(alone);
      const wanted = alone.getBoundingClientRect().width;
      alone.remove();
      const room = select.getBoundingClientRect().width;
      if (wanted > room + SLACK) { found.push(`${select.selectedOptions[0].text} (${wanted} > ${room})`); }
    }
    return found;
  }

  function sideways() {
    return document.documentElement.scrollWidth - document.documentElement.clientWidth;
  }

  function lies(inner, outer) {
    return inner.left >= outer.left - SLACK && inner.right <= outer.right + SLACK &&
      inner.top >= outer.top - SLACK && inner.bottom <= outer.bottom + SLACK;
  }

  function cross(a, b) {
    const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    return wide > 2 && high > 4;
  }

  const MARKS = '.bars path, .points path, path.js-line, .heatmaplayer image, .still rect, .still polyline, .still circle';

  function charts() {
    return [...document.querySelectorAll(CHART)].filter(seen).map(chart => {
      const frame = chart.getBoundingClientRect();
      const words = [...chart.querySelectorAll('text')].filter(text => says(text) && !aside(text) && seen(text));
      const boxes = words.map(text => text.getBoundingClientRect());
      const overlaps = [];
      boxes.forEach((a, i) => boxes.slice(i + 1).forEach((b, j) => {
        if (cross(a, b)) { overlaps.push(`${says(words[i])} / ${says(words[i + 1 + j])}`); }
      }));
      const marks = [...chart.querySelectorAll(MARKS)].map(mark => mark.getBoundingClientRect());
      return {
        id: (chart.closest('.dash-graph') || chart.closest('section')).id,
        marks: marks.filter(mark => mark.width + mark.height > 1 && lies(mark, frame)).length,
        outside: words.filter((text, i) => !lies(boxes[i], frame)).map(says),
        small: words.filter(text => parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a < 11.99).map(says),
        overlaps,
        words: words.length,
      };
    });
  }

  /* Contrast: of words in charts on what lies under them, and of marks on their card. */
  function rgb(colour) {
    const [r, g, b, a = 1] = colour.match(/[\d.]+/g).map(Number);
    return [r, g, b, a];
  }

  function over([r, g, b, a], [R, G, B]) {
    return [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a), 1];
  }

  function light(colour) {
    const [r, g, b] = colour.map(part => part / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }

  function contrast(a, b) {
    const [low, high] = [light(a), light(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  }

  /* Squares are washed over their card. Plotly makes one image of them all, so that there the palest and the
     strongest are tried. What stands on no square, as the names of axes and an empty tile's, is in softer ink. */
  const WASH = [15, 125, 134];

  function soft() {
    const probe = document.createElement('i');
    probe.style.color = 'var(--ink-2)';
    document.body.append(probe);
    const colour = getComputedStyle(probe).color;
    probe.remove();
    return colour;
  }

  function grounds(text, chart, card) {
    const at = text.getBoundingClientRect();
    const middle = [(at.left + at.right) / 2, (at.top + at.bottom) / 2];
    const under = [...chart.querySelectorAll('rect[fill-opacity]')].filter(rect => {
      const box = rect.getBoundingClientRect();
      return box.left < middle[0] && middle[0] < box.right && box.top < middle[1] && middle[1] < box.bottom;
    }).map(rect => Number(rect.getAttribute('fill-opacity')));
    const beside = text.closest('.xtick, .ytick') || getComputedStyle(text).fill === soft();
    const drawn = chart.querySelector('.heatmaplayer image') && !beside ? [0, 0.06, 0.6] : [];
    const washes = [...under, ...drawn].map(strength => over([...WASH, strength], card));
    return washes.length ? washes : [card];
  }

  function pale() {
    const found = [];
    for (const chart of document.querySelectorAll(CHART)) {
      if (!seen(chart)) { continue; }
      const card = rgb(getComputedStyle(chart.closest('.card')).backgroundColor);
      for (const text of chart.querySelectorAll('text')) {
        if (!seen(text) || !says(text) || aside(text)) { continue; }
        const below = grounds(text, chart, card);
        const inks = [...text.querySelectorAll('tspan'), text].map(part => rgb(getComputedStyle(part).fill));
        const low = Math.min(...inks.flatMap(ink => below.map(ground => contrast(ink, ground))));
        if (low < 4.5) { found.push(`${says(text)} ${low.toFixed(2)}`); }
      }
      for (const mark of chart.querySelectorAll('.bars path, .points path, path.js-line, .shapelayer path')) {
        const style = getComputedStyle(mark);
        const line = mark.matches('.js-line, .shapelayer path');
        const low = contrast(rgb(line ? style.stroke : style.fill), card);
        if (low < 3) { found.push(`${mark.closest('g').getAttribute('class')} ${low.toFixed(2)}`); }
      }
    }
    return found;
  }

  /* Every word that someone can see, hear or hover over. */
  function words() {
    const found = [document.title, ...texts(document.body).map(says)];
    for (const element of document.querySelectorAll('body *')) {
      for (const name of ['alt', 'aria-label', 'aria-description', 'title', 'placeholder', 'data-title']) {
        if (element.getAttribute(name)) { found.push(element.getAttribute(name)); }
      }
    }
    for (const option of document.querySelectorAll('option')) { found.push(option.text); }
    return found;
  }

  function open(all) {
    document.querySelectorAll('details').forEach(details => { details.open = all !== false; });
  }

  /* The rows of a table are alike: of a long one, what looks at each cell sees the first thirty. */
  function shorten(all) {
    document.querySelectorAll('tbody tr:nth-child(n+31)').forEach(row => { row.hidden = all !== false; });
  }

  window.measure = { cut, sideways, charts, pale, words, open, close: () => open(false), shorten, lengthen: () => shorten(false) };
})();
