// A citation is a link to a place in this page. A click on one, by mouse or keyboard, asks the
// server for the document and shows it with the place in sight.
const show = () => {
  const mark = element.querySelector('.cv-quote') || element.querySelector('.cv-passage');
  const frame = element.querySelector('.cv-frame');
  if (!mark || !frame) return;
  const distance = mark.getBoundingClientRect().top - frame.getBoundingClientRect().top;
  frame.scrollTop += distance - frame.clientHeight / 3;
};
document.addEventListener('click', async (event) => {
  const link = event.target.closest && event.target.closest('a[href^="#cite-"]');
  if (!link) return;
  event.preventDefault();
  event.stopPropagation();
  props.value = await server.show_document(link.getAttribute('href'));
  requestAnimationFrame(() => requestAnimationFrame(show));
  if (window.innerWidth < 900) element.scrollIntoView({ behavior: 'smooth' });
}, true);
watch('value', () => requestAnimationFrame(show));
