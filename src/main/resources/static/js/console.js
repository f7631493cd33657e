// What the pages do besides being pages: times in the reader's zone, parts that stay fresh, diagrams with counts.
(() => {
  'use strict';

  const absolute = new Intl.DateTimeFormat(undefined, {
    day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit',
  });
  const withYear = new Intl.DateTimeFormat(undefined, {
    day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit',
  });
  const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' });

  function localTimes(root) {
    for (const element of root.querySelectorAll('time[datetime]')) {
      if (element.dataset.shown === element.dateTime) continue;
      const at = new Date(element.dateTime);
      if (Number.isNaN(at.getTime())) continue;
      const sameYear = at.getFullYear() === new Date().getFullYear();
      element.textContent = (sameYear ? absolute : withYear).format(at);
      element.title = full.format(at);
      element.dataset.shown = element.dateTime;
    }
  }

  // Parts that refresh by themselves: not while nobody looks, and not when nothing has changed.
  const shown = new WeakMap();
  let focused = null;
  let opened = [];

  document.addEventListener('htmx:beforeRequest', (event) => {
    const element = event.detail.elt;
    if (!element.hasAttribute('data-live')) return;
    if (document.hidden || element.contains(document.activeElement) && document.activeElement.matches('input, select, textarea')) {
      event.preventDefault();
    }
  });

  document.addEventListener('htmx:beforeSwap', (event) => {
    const { elt, target, xhr } = event.detail;
    if (!elt || !elt.hasAttribute('data-live') || xhr.status !== 200) return;
    if (shown.get(target) === xhr.responseText) {
      event.detail.shouldSwap = false;
      return;
    }
    shown.set(target, xhr.responseText);
    // A link that has the focus keeps it.
    const active = document.activeElement;
    focused = active && elt.contains(active) ? active.getAttribute('href') : null;
    // What somebody opened to read stays open.
    opened = [...elt.querySelectorAll('details[open][data-key]')].map((details) => details.dataset.key);
  });

  document.addEventListener('htmx:afterOnLoad', (event) => {
    const element = event.detail.elt;
    localTimes(document);
    showCounts();
    lateness(element, false);
    if (focused && element.hasAttribute('data-live')) {
      element.querySelector(`[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
      focused = null;
    }
    for (const key of opened) {
      element.querySelector(`details[data-key="${CSS.escape(key)}"]`)?.setAttribute('open', '');
    }
    opened = [];
  });

  for (const name of ['htmx:sendError', 'htmx:responseError']) {
    document.addEventListener(name, (event) => lateness(event.detail.elt, true));
  }

  // Says that what is shown is no longer fresh, instead of leaving old numbers standing as if they were.
  function lateness(element, late) {
    if (!element || !element.hasAttribute || !element.hasAttribute('data-live')) return;
    document.documentElement.toggleAttribute('data-late', late);
  }

  // Diagrams.
  const diagrams = [];

  function counts() {
    const holder = document.querySelector('[data-counts]');
    return holder ? JSON.parse(holder.dataset.counts) : {};
  }

  function overlay(diagram, id, step) {
    let known = diagram.badges.get(id);
    if (!known) {
      if (!diagram.viewer.get('elementRegistry').get(id)) return;
      const badge = document.createElement(step.href ? 'a' : 'span');
      badge.className = 'count';
      if (step.href) badge.href = step.href;
      known = { badge, number: null };
      diagram.viewer.get('overlays').add(id, {
        position: { top: -13, right: 22 }, scale: { min: 0.9, max: 1.3 }, html: badge,
      });
      diagram.badges.set(id, known);
    }
    const text = step.count.toLocaleString() + (step.parked ? ` · ${step.parked} stuck` : '');
    if (known.number === text) return;
    if (known.number !== null) {
      known.badge.classList.remove('changed');
      void known.badge.offsetWidth;
      known.badge.classList.add('changed');
    }
    known.number = text;
    known.badge.textContent = text;
    known.badge.classList.toggle('none', step.count === 0);
    known.badge.classList.toggle('stuck', step.parked > 0);
    known.badge.setAttribute('aria-label', `${step.label}: ${text}`);
    known.badge.title = step.label;
  }

  function showCounts() {
    const current = counts();
    for (const diagram of diagrams) {
      const gone = new Set(diagram.badges.keys());
      for (const [id, step] of Object.entries(current)) {
        overlay(diagram, id, step);
        gone.delete(id);
      }
      for (const id of gone) {
        diagram.viewer.get('overlays').remove({ element: id });
        diagram.badges.delete(id);
      }
    }
  }

  async function draw(holder) {
    const canvasHolder = holder.querySelector('.canvas');
    try {
      const answer = await fetch(holder.dataset.diagram);
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      const viewer = new BpmnJS({ container: canvasHolder, zoomScroll: { enabled: false } });
      await viewer.importXML(await answer.text());
      const canvas = viewer.get('canvas');
      const margin = 30;
      // A small diagram needs no tall frame.
      const shrink = () => {
        const { inner, outer } = canvas.viewbox();
        const scale = Math.min(1, outer.width / (inner.width + 2 * margin));
        const height = Math.max(300, (inner.height + 2 * margin) * scale + 100);
        if (!holder.closest('.split') && height < outer.height) {
          holder.style.height = `${height}px`;
          canvas.resized();
        }
      };
      const fit = () => {
        const { inner, outer } = canvas.viewbox();
        if (!(outer.width > 0 && outer.height > 0 && inner.width > 0)) return;
        const scale = Math.min(1, outer.width / (inner.width + 2 * margin), outer.height / (inner.height + 2 * margin));
        const [width, height] = [outer.width / scale, outer.height / scale];
        canvas.viewbox({
          x: inner.x - (width - inner.width) / 2, y: inner.y - (height - inner.height) / 2, width, height,
        });
      };
      shrink();
      fit();
      diagrams.push({ viewer, badges: new Map() });
      showCounts();
      holder.querySelector('[data-zoom="in"]').addEventListener('click', () => canvas.zoom(canvas.zoom() * 1.25));
      holder.querySelector('[data-zoom="out"]').addEventListener('click', () => canvas.zoom(canvas.zoom() / 1.25));
      holder.querySelector('[data-zoom="fit"]').addEventListener('click', fit);
      viewer.get('eventBus').on('element.click', (event) => {
        const step = counts()[event.element.id];
        if (step && step.href) location.href = step.href;
      });
      let width = holder.clientWidth;
      new ResizeObserver(() => {
        if (holder.clientWidth !== width) {
          width = holder.clientWidth;
          canvas.resized();
          fit();
        }
      }).observe(holder);
      holder.dataset.drawn = 'true';
    } catch (error) {
      canvasHolder.textContent = `The diagram cannot be shown: ${error.message}`;
      canvasHolder.classList.add('empty');
    }
  }

  // Forms that show more only when a choice asks for it.
  document.addEventListener('change', (event) => {
    const element = event.target;
    if (element.matches('[data-submit]')) element.form.requestSubmit();
  });

  document.addEventListener('DOMContentLoaded', () => {
    localTimes(document);
    const current = document.querySelector('nav [aria-current]');
    if (current) current.parentElement.scrollLeft = current.offsetLeft - 24;
    document.querySelectorAll('[data-diagram]').forEach(draw);
  });
})();
