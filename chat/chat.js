// What the browser does by itself: it runs before Gradio's own program, and beside it.
((all) => {
  const words = all[navigator.language.split('-')[0].toLowerCase()] || all.en;
  const field = () => document.querySelector('#cv-question textarea');
  const send = () => document.querySelector('#cv-ask');
  const nothing = () => ({ keep: null, as_typed: false, only: [] });
  let wish = nothing();
  // Since when an answer is awaited, 0 for none, and what asks the next question then. One that does
  // not come in half a minute is not awaited any more.
  const MOST_MILLISECONDS = 30000;
  let asking = 0;
  let later = null;
  // What sends a question again until it is taken.
  let again = null;
  // How often nothing was asked, for which the server's end is still to come, as after an answer.
  let idle = 0;
  // The question that was sent and is awaited, with its wish; whether the field has one that was
  // sent and no answer came to; and what else was being written, which comes after it.
  let sent = null;
  let unanswered = false;
  let draft = '';
  // What the browser keeps of them while the page is loaded anew.
  const KEPT = 'chapterverse-written';
  const LOST = 'chapterverse-lost';
  let kept = JSON.parse(sessionStorage.getItem(KEPT));
  // Whether the server is looked for.
  let looking = false;
  // The citation that is shown: its place among all of the conversation, and its link.
  let shown = null;

  const write = (text) => {
    const box = field();
    box.value = text;
    box.dispatchEvent(new Event('input', { bubbles: true }));
  };

  const note = (name, text) => {
    let line = document.querySelector(`#cv-note-${name}`);
    if (!line && !text) return;
    if (!line) {
      line = document.createElement('div');
      line.id = `cv-note-${name}`;
      line.className = 'cv-banner';
      line.setAttribute('role', 'status');
      document.body.append(line);
    }
    line.textContent = text;
    line.hidden = !text;
  };

  const awaited = () => Date.now() - asking < MOST_MILLISECONDS;
  const askLater = () => {
    if (awaited()) later = setTimeout(askLater, 200);
    else send().click();
  };

  const keep = (written) => sessionStorage.setItem(KEPT, JSON.stringify(written));

  // The question that no answer will come to any more goes back into the field.
  const takeBack = () => {
    if (!sent) return;
    const { question, wish: wished } = sent;
    sent = null;
    unanswered = true;
    draft = field().value;
    wish = wished;
    write(question);
  };

  // What was kept goes into the field, before what has been written there since.
  const restore = () => {
    if (!kept) return;
    const { written, then } = kept;
    ({ wish, unanswered } = kept);
    kept = null;
    draft = field().value || then;
    write(written);
  };

  addEventListener('pagehide', () => {
    if (!field()) return;
    takeBack();
    restore();
    const written = field().value;
    if (written) keep({ written, then: draft, wish, unanswered });
    else sessionStorage.removeItem(KEPT);
  });

  // What stands in the field is what is asked. Gradio's own account of it misses what was typed
  // before its program had taken hold of the page, and such a question would be lost.
  const taken = ([question, turns, , ...choice]) => {
    clearInterval(again);
    const box = field();
    const seen = box ? box.value : question;
    const wished = wish;
    if ((looking || awaited()) && seen.trim()) {
      // One at a time, since each question leans on the answer before it. This one waits; without
      // a server, until somebody asks it again.
      clearTimeout(later);
      if (!looking) later = setTimeout(askLater, 200);
      idle += 1;
      return ['', turns, wished, ...choice];
    }
    if (seen.trim()) {
      asking = Date.now();
      idle = 0;
      sent = { question: seen, wish: wished };
      unanswered = false;
      keep({ written: seen, then: draft, wish: wished, unanswered: true });
      // Here and not by the server, which would empty it of what is written before it answers.
      if (box) write(draft);
      draft = '';
      wish = nothing();
      note('editing', '');
    } else {
      idle += 1;
    }
    return [seen, turns, wished, ...choice];
  };

  // A page opened at an address with a question asks it, unless a conversation goes on here. What
  // was kept is in the field again, and what became of it is said.
  const opened = (turns) => {
    const address = new URL(location.href);
    const question = address.searchParams.get('q');
    const back = sessionStorage.getItem(LOST) !== null;
    sessionStorage.removeItem(LOST);
    if (question && !turns.length) {
      draft = kept && kept.written !== question ? kept.written : '';
      kept = null;
      wish.only = address.searchParams.getAll('source');
      write(question);
      send().click();
    }
    if (!sent) sessionStorage.removeItem(KEPT);
    restore();
    const said = [back && words.back, unanswered && words.unanswered].filter(Boolean);
    if (!looking) note('connection', said.join(' '));
    setTimeout(() => {
      note('connection', looking ? words.lost : '');
      if (wish.keep !== null) note('editing', words.editing);
    }, 4000);
  };

  const asked = (number) => document.querySelectorAll('#cv-chat .cv-asked')[number].innerText;

  const copy = async (text, link) => {
    const before = link.textContent;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Without a secure connection there is no clipboard but by way of a selection.
      const box = document.body.appendChild(document.createElement('textarea'));
      box.value = text;
      box.select();
      document.execCommand('copy');
      box.remove();
    }
    link.textContent = words.copied;
    setTimeout(() => (link.textContent = before), 1500);
  };

  const actions = {
    edit: (number) => {
      wish.keep = number;
      write(asked(number));
      field().focus();
      note('editing', words.editing);
    },
    typed: (number) => {
      wish = { ...nothing(), keep: number, as_typed: true };
      write(asked(number));
      send().click();
    },
    example: (number, link) => {
      write(link.innerText);
      send().click();
    },
    copy: (number, link) => {
      const turn = link.closest('.message');
      const parts = turn.querySelectorAll('.cv-answer, .cv-refusal, .cv-sources li');
      return copy([...parts].map((part) => part.innerText.trim()).join('\n'), link);
    },
    link: (number, link) => {
      const address = new URL(location.pathname, location.href);
      address.searchParams.set('q', asked(number));
      return copy(address.href, link);
    },
  };

  addEventListener(
    'click',
    (event) => {
      const link = event.target.closest && event.target.closest('a[href^="#cv-"]');
      if (!link) return;
      const [, name, number] = link.getAttribute('href').match(/^#cv-([a-z]+)-(\d+)$/) || [];
      if (!actions[name]) return;
      event.preventDefault();
      event.stopPropagation();
      actions[name](Number(number), link);
    },
    true,
  );

  // While an answer comes, Gradio draws its turn anew and scrolls. A link that is pressed before is
  // another one then, or elsewhere, when it is let go, and the browser counts no click; it is the
  // same to who clicks, if the hand was still. A finger's click is counted all the same.
  const STILL_PIXELS = 4;
  const linkAt = (event) =>
    event.target.closest && event.target.closest('#cv-chat a[href^="#c"]');
  const alike = (href) =>
    [...document.querySelectorAll('#cv-chat a')].filter((one) => one.getAttribute('href') === href);
  let pressed = null;
  addEventListener(
    'pointerdown',
    (event) => {
      const keys = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
      const link = event.pointerType === 'mouse' && !event.button && !keys && linkAt(event);
      const href = link && link.getAttribute('href');
      pressed = link && { link, href, at: alike(href).indexOf(link), event };
    },
    true,
  );
  addEventListener(
    'pointerup',
    (event) => {
      if (!pressed) return;
      const { link, href, at, event: down } = pressed;
      pressed = null;
      const moved = Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY);
      if (linkAt(event) === link || moved > STILL_PIXELS) return;
      const now = link.isConnected ? link : alike(href)[at];
      if (now) now.click();
    },
    true,
  );

  const citations = () => [...document.querySelectorAll('#cv-chat .cv-answer a.cv-cite')];

  // Which citation the panel shows; without a link, it is the first of the last answer.
  const showing = (href, link) => {
    const all = citations();
    const leadsThere = (one) => one.getAttribute('href') === href;
    shown = link && all.includes(link) ? link : all.findLast(leadsThere) || null;
    for (const one of all) one.classList.toggle('cv-current', one === shown);
  };

  const step = (direction) => {
    const all = citations();
    if (!all.length) return;
    const at = all.indexOf(shown);
    const next = at < 0 ? all.length - 1 : (at + direction + all.length) % all.length;
    all[next].scrollIntoView({ block: 'nearest' });
    all[next].click();
  };

  const KEYS = { '[': -1, ']': 1, ArrowLeft: -1, ArrowRight: 1 };
  addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && wish.keep !== null) {
      wish = nothing();
      write('');
      note('editing', '');
    }
    const writing = event.target.closest && event.target.closest('input, textarea, select');
    const direction = KEYS[event.key];
    if (!direction || writing || event.ctrlKey || event.metaKey) return;
    if (event.key.startsWith('Arrow') !== event.altKey) return;
    event.preventDefault();
    step(direction);
  });

  // A question that was sent before Gradio's program listened for it is sent again until it is
  // taken, which empties the field, or until somebody writes on.
  addEventListener(
    'keydown',
    (event) => {
      const box = event.target;
      const sent = box.matches && box.matches('#cv-question textarea') && box.value.trim();
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing || !sent) return;
      const seen = box.value;
      clearInterval(again);
      again = setInterval(() => {
        const now = field();
        if (!now || now.value.trim() !== seen.trim()) return clearInterval(again);
        if (send()) send().click();
      }, 700);
    },
    true,
  );

  // When the server cannot be reached, that is said, and it is looked for until it is there again.
  // Then the page is loaded anew, with the conversation that the browser keeps and the question
  // that was not answered.
  const fetched = window.fetch.bind(window);
  const lost = () => {
    if (looking) return;
    looking = true;
    // Gradio says the same in words of its own, which are not shown beside ours.
    document.documentElement.classList.add('cv-lost');
    clearTimeout(later);
    takeBack();
    note('editing', '');
    note('connection', words.lost);
    const look = async () => {
      try {
        const answer = await fetched('health', { cache: 'no-store' });
        if (!answer.ok) throw new Error(answer.statusText);
      } catch {
        return setTimeout(look, 1000);
      }
      sessionStorage.setItem(LOST, '');
      location.reload();
    };
    setTimeout(look, 1000);
  };
  window.fetch = async (...request) => {
    try {
      return await fetched(...request);
    } catch (error) {
      if (error.name !== 'AbortError') lost();
      throw error;
    }
  };
  addEventListener('offline', lost);

  const save = (file) => {
    if (!file) return;
    if (file.problem) return note('saving', file.problem), setTimeout(() => note('saving', ''), 4000);
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([file.text], { type: 'application/octet-stream' }));
    link.download = file.name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };

  const answered = () => {
    if (idle) return (idle -= 1);
    // Where the connection is lost, Gradio's program counts what did not come as an end, too.
    if (looking) return;
    asking = 0;
    sent = null;
    sessionStorage.removeItem(KEPT);
  };
  window.chapterverse = { taken, opened, answered, showing, step, lost, save };
})(WORDS);
