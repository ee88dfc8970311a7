// What Gradio's events bring comes over one stream, which the server closes when nothing is under
// way. An event that leaves the browser while that closing is on its way to it is answered into the
// closed stream: what it brings would never come, and its button never listen again. So the closing
// is kept from Gradio's program as long as anything is still to come, and the stream opened again.
(() => {
  const plain = window.fetch.bind(window);
  const encoder = new TextEncoder();
  // How many events are on their way and have no name yet, which ones are to come, and which came
  // before the browser knew their name.
  let leaving = 0;
  const due = new Set();
  const early = new Set();

  const send = async (...request) => {
    leaving += 1;
    try {
      const answer = await plain(...request);
      const said = await answer.clone().json().catch(() => ({}));
      if (said.event_id && !early.delete(said.event_id)) due.add(said.event_id);
      return answer;
    } finally {
      leaving -= 1;
    }
  };

  // Give all messages on; true when the last one is a closing that is kept back.
  const given = async (answer, gradio) => {
    if (!answer.ok) throw new Error(answer.statusText);
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    for (;;) {
      const { value, done } = await reader.read();
      if (done) throw new Error('the stream ended without being closed');
      const messages = (rest + value).split('\n\n');
      rest = messages.pop();
      for (const message of messages) {
        const said = message.startsWith('data:') ? JSON.parse(message.slice('data:'.length)) : {};
        // A server that is being stopped says so to all that is under way at once.
        if (said.msg === 'unexpected_error' && !said.event_id) throw new Error(said.message);
        if (said.msg === 'close_stream' && (leaving || due.size)) return true;
        if (said.msg === 'process_completed' && !due.delete(said.event_id)) {
          early.add(said.event_id);
        }
        gradio.enqueue(encoder.encode(`${message}\n\n`));
        if (said.msg === 'close_stream') return false;
      }
    }
  };

  // The stream broke. What has not come now does not come: the page says so, and Gradio's program
  // opens another stream for what is sent next.
  const broken = (gradio, error) => {
    if (error.name === 'AbortError') return gradio.error(error);
    if (due.size) window.chapterverse?.lost();
    const said = [{ msg: 'broken_connection', message: 'Connection errored out. ' }];
    for (const one of [...(due.size ? said : []), { msg: 'close_stream' }]) {
      gradio.enqueue(encoder.encode(`data: ${JSON.stringify(one)}\n\n`));
    }
    due.clear();
    gradio.close();
  };

  const listen = async (...request) => {
    const whole = new ReadableStream({
      start: async (gradio) => {
        try {
          while (await given(await plain(...request), gradio));
          gradio.close();
        } catch (error) {
          broken(gradio, error);
        }
      },
    });
    return new Response(whole);
  };

  window.fetch = (resource, ...options) => {
    const { pathname } = new URL(resource.url || resource, location.href);
    if (pathname.endsWith('/queue/join')) return send(resource, ...options);
    if (pathname.endsWith('/queue/data')) return listen(resource, ...options);
    return plain(resource, ...options);
  };
})();
