// What the pages do besides being pages: times in the reader's zone, parts that stay fresh, diagrams with counts.
(() => {
  'use strict';

  const absolute = new Intl.DateTimeFormat(undefined, {
    day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit',
  });
  const withYear = new Intl.DateTimeFormat(undefined, {
    day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit',
  });

  // The title keeps the exact time in UTC, as the server wrote it.
  function localTimes(root) {
    for (const element of root.querySelectorAll('time[datetime]')) {
      if (element.dataset.shown === element.dateTime) continue;
      const at = new Date(element.dateTime);
      if (Number.isNaN(at.getTime())) continue;
      const sameYear = at.getFullYear() === new Date().getFullYear();
      element.textContent = (sameYear ? absolute : withYear).format(at);
      element.dataset.shown = element.dateTime;
    }
  }

  // What scrolls sideways can be reached and scrolled with the keyboard, and has a name.
  function scrollers() {
    for (const element of document.querySelectorAll('.scroll')) {
      if (element.scrollWidth <= element.clientWidth || element.hasAttribute('tabindex')) continue;
      element.tabIndex = 0;
      element.setAttribute('role', 'region');
      const heading = element.previousElementSibling?.closest('h2') ?? document.querySelector('h1');
      element.setAttribute('aria-label', heading ? heading.textContent.trim() : 'Table');
    }
  }

  // Fields for times are in UTC until this script makes them the reader's own; what is sent is in UTC either way.
  function localFields() {
    for (const field of document.querySelectorAll('input[data-utc]')) {
      const written = new Date(`${field.value}Z`);
      if (!Number.isNaN(written.getTime())) {
        written.setMinutes(written.getMinutes() - written.getTimezoneOffset());
        field.value = written.toISOString().slice(0, 16);
      }
      field.labels[0].textContent = field.dataset.utc;
      field.form.addEventListener('formdata', ({ formData }) => {
        const chosen = new Date(field.value);
        if (!Number.isNaN(chosen.getTime())) formData.set(field.name, chosen.toISOString().slice(0, 16));
      });
    }
  }

  // Light or dark: the server reads the cookie, so that the next page is right from its first byte.
  function themeSwitch() {
    const holder = document.querySelector('[data-theme-switch]');
    if (!holder) return;
    holder.hidden = false;
    holder.addEventListener('change', (event) => {
      const theme = event.target.value;
      const keep = theme ? 60 * 60 * 24 * 365 : 0;
      document.cookie = `theme=${theme}; path=/; max-age=${keep}; samesite=lax`;
      if (theme) document.documentElement.dataset.theme = theme;
      else delete document.documentElement.dataset.theme;
    });
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
    scrollers();
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

  document.addEventListener('change', (event) => {
    const element = event.target;
    if (element.matches('[data-submit]')) element.form.requestSubmit();
  });

  // What cannot be undone asks first; what has been sent off is not sent twice.
  function confirmation(form, button) {
    const dialog = document.createElement('dialog');
    dialog.className = 'confirm';
    dialog.setAttribute('aria-labelledby', 'confirm-text');
    const text = document.createElement('p');
    text.id = 'confirm-text';
    text.textContent = form.dataset.confirm;
    const answers = document.createElement('form');
    answers.method = 'dialog';
    answers.className = 'row';
    for (const [label, value, style] of [[button?.textContent.trim() || 'Do it', 'yes', ''], ['Leave it', 'no', 'plain']]) {
      const answer = document.createElement('button');
      answer.value = value;
      answer.className = style;
      answer.textContent = label;
      answers.append(answer);
    }
    dialog.append(text, answers);
    dialog.addEventListener('close', () => {
      dialog.remove();
      if (dialog.returnValue !== 'yes') return;
      form.dataset.confirmed = 'true';
      form.requestSubmit(button);
    });
    document.body.append(dialog);
    dialog.showModal();
    answers.lastElementChild.focus();
  }

  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (form.method !== 'post' || event.defaultPrevented) return;
    if (form.dataset.confirm && !form.dataset.confirmed) {
      event.preventDefault();
      confirmation(form, event.submitter ?? undefined);
    } else if (form.hasAttribute('aria-busy')) {
      event.preventDefault();
    } else {
      form.setAttribute('aria-busy', 'true');
    }
  });

  // Coming back to a page with the browser's button finds its forms as they were.
  window.addEventListener('pageshow', () => {
    for (const form of document.querySelectorAll('form[aria-busy]')) {
      form.removeAttribute('aria-busy');
      delete form.dataset.confirmed;
    }
  });

  // One menu at a time: another one, a click beside it or Escape closes it.
  function closeMenus(except) {
    for (const menu of document.querySelectorAll('details.menu[open]')) {
      if (!menu.contains(except)) menu.open = false;
    }
  }

  document.addEventListener('click', (event) => closeMenus(event.target));
  document.addEventListener('keydown', (event) => {
    const menu = event.key === 'Escape' && event.target.closest?.('details.menu[open]');
    if (!menu) return;
    menu.open = false;
    menu.querySelector('summary').focus();
  });

  // Puts a field's text on the clipboard; where the browser does not allow that, it is selected for the reader to copy.
  document.addEventListener('click', async (event) => {
    const button = event.target.closest?.('[data-copy]');
    if (!button) return;
    const field = document.getElementById(button.dataset.copy);
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      button.firstChild.textContent = 'Copied';
    } catch {
      field.focus();
    }
  });

  // This script waits for the page and the browser with showing it for this script: so nothing jumps.
  localTimes(document);
  localFields();
  themeSwitch();

  document.addEventListener('DOMContentLoaded', () => {
    scrollers();
    document.querySelector('.side [aria-current]')?.scrollIntoView({ block: 'nearest' });
    document.querySelectorAll('[data-diagram]').forEach(draw);
  });
  window.addEventListener('resize', scrollers);
})();
