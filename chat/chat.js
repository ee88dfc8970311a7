// A question that was sent before Gradio's program listened for it is sent again until it is taken,
// which empties the field, or until somebody writes on.
addEventListener('keydown', (event) => {
  const field = event.target;
  const sent = field.matches && field.matches('#cv-question textarea') && field.value.trim();
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing || !sent) return;
  const seen = field.value;
  const again = setInterval(() => {
    const now = document.querySelector('#cv-question textarea');
    if (!now || now.value.trim() !== seen.trim()) return clearInterval(again);
    const button = document.querySelector('#cv-ask');
    if (button) button.click();
  }, 700);
}, true);
