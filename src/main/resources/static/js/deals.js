// The board of deals: cards that go from step to step by mouse, by key and by button, and say what came of it.
(() => {
  'use strict';

  const board = document.querySelector('[data-board]');
  if (!board) return;
  const announcer = document.querySelector('[data-announce]');
  const dialog = document.querySelector('[data-ask]');
  const busy = new Set();
  let dragged = null;
  let asking = null;

  const columns = () => [...board.querySelectorAll('.column')];
  const columnOf = (card) => card.closest('.column');
  const cardsOf = (column) => [...column.querySelectorAll('.deal')];
  const nameOf = (card) => card.querySelector('h3').textContent.trim();
  const labelOf = (column) => column.querySelector('h2').firstChild.textContent.trim();
  const canMove = (card) => card.draggable;

  function announce(text) {
    announcer.textContent = '';
    requestAnimationFrame(() => { announcer.textContent = text; });
  }

  // One card at a time is on the way of the Tab key; the arrows go to the others.
  function makeCurrent(card) {
    for (const each of board.querySelectorAll('.deal')) {
      const current = each === card;
      each.tabIndex = current ? 0 : -1;
      for (const inside of each.querySelectorAll('a, button')) inside.tabIndex = current ? 0 : -1;
    }
  }

  function tidy() {
    // A card that was moved to behind what a column showed comes once more with the rest of the column.
    const seen = new Set();
    for (const card of board.querySelectorAll('.deal')) {
      if (seen.has(card.dataset.deal)) card.closest('li').remove();
      seen.add(card.dataset.deal);
    }
    const current = board.querySelector('.deal[tabindex="0"]') ?? board.querySelector('.deal');
    if (current) makeCurrent(current);
    // Without cards, the board itself is what the keyboard scrolls.
    if (current) board.removeAttribute('tabindex');
    else board.tabIndex = 0;
  }

  function focus(card) {
    if (!card) return;
    makeCurrent(card);
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  // What is expected first comes first, as the server has it.
  function put(card, column) {
    const item = card.closest('li');
    const key = (each) => `${each.dataset.close} ${each.dataset.deal}`;
    const next = cardsOf(column).find((each) => each !== card && key(each) > key(card));
    column.querySelector('.cards').insertBefore(
      item, next ? next.closest('li') : column.querySelector('.more-cards'));
  }

  async function send(path, fields) {
    const data = fields instanceof FormData ? fields : new FormData(document.querySelector('[data-token]'));
    if (!(fields instanceof FormData)) for (const [name, value] of Object.entries(fields)) data.set(name, value);
    data.set('board', 'true');
    for (const [name, value] of new URLSearchParams(location.search)) {
      if (['q', 'whose', 'team', 'closing'].includes(name)) data.set(name, value);
    }
    try {
      const answer = await fetch(path, { method: 'POST', body: new URLSearchParams(data), redirect: 'manual' });
      if (answer.type === 'opaqueredirect') return { done: false, says: 'You are not signed in any more. Load the page again.' };
      if (answer.status !== 200 && answer.status !== 409) {
        return { done: false, says: answer.status === 404 ? 'This deal is not there any more, or not yours.'
          : `Trellis refused it (${answer.status}). Load the page again.` };
      }
      const holder = document.createElement('template');
      holder.innerHTML = await answer.text();
      return { done: answer.ok, says: holder.content.querySelector('[data-says]').textContent, parts: holder.content };
    } catch {
      return { done: false, says: 'Trellis does not answer. Nothing was changed that it knows of; try again.' };
    }
  }

  // Takes over what the server says of sums and of the card; gives the card as it is now, or nothing if it is gone.
  function apply(parts, card) {
    for (const head of parts.querySelectorAll('[data-head]')) {
      board.querySelector(`[data-head="${CSS.escape(head.dataset.head)}"]`)?.replaceWith(head);
    }
    const fresh = parts.querySelector('.deal');
    const column = fresh && fresh.dataset.state === 'open'
      ? columns().find((each) => each.dataset.step === fresh.dataset.at) : null;
    if (!column) {
      const next = card.closest('li').nextElementSibling?.querySelector('.deal')
        ?? card.closest('li').previousElementSibling?.querySelector('.deal');
      card.closest('li').remove();
      tidy();
      focus(next ?? board.querySelector('.deal'));
      return null;
    }
    const moved = columnOf(card) !== column;
    card.replaceWith(fresh);
    if (moved) put(fresh, column);
    return fresh;
  }

  async function move(card, column) {
    if (!column || !canMove(card) || busy.has(card.dataset.deal) || column === columnOf(card)) return;
    const from = columnOf(card);
    const item = card.closest('li');
    const place = document.createComment('its place');
    item.before(place);
    busy.add(card.dataset.deal);
    put(card, column);
    focus(card);
    const answer = await send(`/deals/${card.dataset.deal}/move`, { step: column.dataset.step, expectedStep: from.dataset.step });
    busy.delete(card.dataset.deal);
    if (!answer.done) place.replaceWith(item);
    place.remove();
    const now = answer.parts ? apply(answer.parts, card) : card;
    focus(now);
    announce(answer.says);
    const lacking = answer.parts?.querySelector('[data-lacking]');
    if (lacking) ask(now, lacking.querySelector('h2').textContent, lacking);
    else if (!answer.done) ask(now, `${now ? nameOf(now) : 'The deal'} stays where it is`, null, answer.says);
  }

  function ask(card, title, content, complaint) {
    asking = card;
    dialog.querySelector('#ask-title').textContent = title;
    content?.querySelector('h2')?.remove();
    content?.removeAttribute?.('aria-labelledby');
    dialog.querySelector('[data-content]').replaceChildren(...(content ? [content] : []));
    complain(complaint);
    if (!dialog.open) dialog.showModal();
    (dialog.querySelector('[data-content] :is(input:not([type="hidden"]), select, textarea)') ?? dialog.querySelector('[data-leave]')).focus();
  }

  function complain(text) {
    const complaint = dialog.querySelector('[data-complaint]');
    complaint.hidden = !text;
    complaint.textContent = text ?? '';
  }

  function end(card, how) {
    if (!canMove(card)) return;
    const content = document.querySelector(`template[data-form="${how}"]`).content.cloneNode(true);
    content.querySelector('form').action = `/deals/${card.dataset.deal}/${how}`;
    ask(card, how === 'win' ? `${nameOf(card)} is won` : `${nameOf(card)} is lost`, content);
  }

  dialog.addEventListener('submit', async (event) => {
    const form = event.target;
    if (form.method === 'dialog') return;
    event.preventDefault();
    if (form.hasAttribute('aria-busy')) return;
    form.setAttribute('aria-busy', 'true');
    const answer = await send(new URL(form.action).pathname, new FormData(form));
    form.removeAttribute('aria-busy');
    const card = answer.parts && asking ? apply(answer.parts, asking) : asking;
    announce(answer.says);
    const lacking = answer.parts?.querySelector('[data-lacking]');
    if (answer.done) {
      asking = card;
      dialog.close();
    } else if (lacking) {
      ask(card, lacking.querySelector('h2').textContent, lacking, 'Something is still missing.');
    } else {
      asking = card;
      complain(answer.says);
    }
  });
  dialog.addEventListener('close', () => {
    focus(asking?.isConnected ? asking : board.querySelector('.deal[tabindex="0"]'));
    asking = null;
  });

  const KEYS = {
    ArrowUp: (card) => focus(cardsOf(columnOf(card))[cardsOf(columnOf(card)).indexOf(card) - 1]),
    ArrowDown: (card) => focus(cardsOf(columnOf(card))[cardsOf(columnOf(card)).indexOf(card) + 1]),
    ArrowLeft: (card) => focus(beside(card, -1)),
    ArrowRight: (card) => focus(beside(card, 1)),
    Enter: (card) => { location.href = card.querySelector('a').href; },
    w: (card) => end(card, 'win'),
    l: (card) => end(card, 'lose'),
  };

  function beside(card, direction) {
    const all = columns();
    const row = cardsOf(columnOf(card)).indexOf(card);
    for (let at = all.indexOf(columnOf(card)) + direction; all[at]; at += direction) {
      const cards = cardsOf(all[at]);
      if (cards.length > 0) return cards[Math.min(row, cards.length - 1)];
    }
    return null;
  }

  const stepBeside = (card, direction) => {
    const all = columns();
    return all[all.indexOf(columnOf(card)) + direction];
  };

  board.addEventListener('keydown', (event) => {
    const card = event.target;
    if (!card.matches('.deal') || event.ctrlKey || event.altKey || event.metaKey) return;
    const direction = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (event.shiftKey && direction) {
      event.preventDefault();
      const column = stepBeside(card, direction);
      if (column) move(card, column);
      else announce(direction > 0 ? 'This is the last step. Press w where it is won.' : 'This is the first step.');
    } else if (!event.shiftKey && KEYS[event.key]) {
      event.preventDefault();
      KEYS[event.key](card);
    }
  });

  board.addEventListener('focusin', (event) => {
    const card = event.target.closest('.deal');
    if (card && card.tabIndex !== 0) makeCurrent(card);
  });

  board.addEventListener('click', (event) => {
    const button = event.target.closest('[data-move], [data-end]');
    if (!button) return;
    const card = button.closest('.deal');
    if (button.dataset.end) end(card, button.dataset.end);
    else move(card, stepBeside(card, Number(button.dataset.move)));
  });

  // Dragging. What is dropped beside a place goes back by itself.
  const places = () => [...columns(), ...document.querySelectorAll('[data-drop]')];
  board.addEventListener('dragstart', (event) => {
    dragged = event.target.closest?.('.deal') ?? null;
    if (!dragged) return;
    event.dataTransfer.effectAllowed = 'move';
    event.dataTransfer.setData('text/plain', nameOf(dragged));
    document.documentElement.toggleAttribute('data-dragging', true);
  });
  document.addEventListener('dragend', () => {
    dragged = null;
    document.documentElement.removeAttribute('data-dragging');
    for (const place of places()) place.removeAttribute('data-over');
  });
  for (const place of places()) {
    place.addEventListener('dragover', (event) => {
      if (!dragged) return;
      event.preventDefault();
      for (const each of places()) each.toggleAttribute('data-over', each === place);
    });
    place.addEventListener('dragleave', (event) => {
      if (!place.contains(event.relatedTarget)) place.removeAttribute('data-over');
    });
    place.addEventListener('drop', (event) => {
      if (!dragged) return;
      event.preventDefault();
      const card = dragged;
      if (place.dataset.drop) end(card, place.dataset.drop);
      else move(card, place);
    });
  }

  // A phone shows one step at a time: begin with the first that has deals.
  const first = columns().find((column) => cardsOf(column).length > 0);
  if (first && board.scrollWidth > board.clientWidth) board.scrollLeft = first.offsetLeft;

  document.addEventListener('htmx:afterSwap', tidy);
  tidy();
})();
