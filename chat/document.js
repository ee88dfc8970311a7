// A citation is a link to a place in this page. A click on one, by mouse or keyboard, asks the
// server for the document and shows it with the place in sight.
const chat = window.chapterverse;
const seen = (selector) => [...element.querySelectorAll(selector)].find((one) => one.offsetParent);
const show = () => {
  const places = ['.cv-box-quote', '.cv-quote', '.cv-box-passage', '.cv-passage'];
  const mark = places.map(seen).find(Boolean);
  const frame = element.querySelector('.cv-frame');
  if (!mark || !frame) return;
  const distance = mark.getBoundingClientRect().top - frame.getBoundingClientRect().top;
  frame.scrollTop += distance - frame.clientHeight / 3;
};
const soon = (action) => requestAnimationFrame(() => requestAnimationFrame(action));
const load = async (link, page) => {
  const frame = element.querySelector('.cv-frame');
  if (frame) frame.setAttribute('aria-busy', 'true');
  try {
    props.value = await server.show_document({ link, language: navigator.language, page });
  } catch {
    chat.lost();
  }
};
document.addEventListener('click', async (event) => {
  const link = event.target.closest && event.target.closest('a[href^="#cite-"]');
  if (!link) return;
  event.preventDefault();
  event.stopPropagation();
  const href = link.getAttribute('href');
  chat.showing(href, link);
  await load(href, 0);
  soon(show);
  if (window.innerWidth < 900) element.scrollIntoView({ behavior: 'smooth' });
}, true);
element.addEventListener('click', async (event) => {
  const button = event.target.closest('button');
  if (!button) return;
  if (button.matches('.cv-previous')) chat.step(-1);
  if (button.matches('.cv-next')) chat.step(1);
  if (button.matches('.cv-turn-page')) {
    const { link } = element.querySelector('.cv-head').dataset;
    await load(link, Number(button.dataset.page));
    soon(show);
  }
  if (button.matches('.cv-show-page, .cv-show-text')) {
    const text = button.matches('.cv-show-text');
    element.querySelector('.cv-page-view').hidden = text;
    element.querySelector('.cv-text-view').hidden = !text;
    element.querySelector('.cv-show-page').setAttribute('aria-pressed', String(!text));
    element.querySelector('.cv-show-text').setAttribute('aria-pressed', String(text));
    soon(show);
  }
});
watch('value', () => {
  const head = element.querySelector('.cv-head');
  if (head) chat.showing(head.dataset.link);
  requestAnimationFrame(show);
});
