import { App } from './app';
import { h } from './dom';
import { indexPage } from './indexpage';
import type { Index, Trace } from './types';
import { unpacked, type Packed } from './unpack';

const root = document.getElementById('app')!;

// A long trace is packed and compressed (gzip, base64); a short one stands in the page as it is, for people to read.
async function traceOf(text: string): Promise<Trace> {
  const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  return unpacked(JSON.parse(await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).text()) as Packed);
}

const nameInLink = (): string => /^#([^/=&]+)(\/|$)/.exec(location.hash)?.[1] ?? '';

// A page of many traces shows the list, or the trace that the link names. Another name is another page: it is loaded anew.
async function collection(index: Index): Promise<void> {
  const name = nameInLink();
  const chosen = index.pages.find((p) => p.name === name);
  if (chosen?.data) {
    const trace = await traceOf(chosen.data);
    document.title = `${name} - folio show`;
    new App(root, trace, name).start();
  } else {
    root.append(indexPage(index));
  }
  window.addEventListener('hashchange', () => {
    if (nameInLink() !== name) {
      location.reload();
    }
  });
}

// A page that was damaged on its way says so, and is not left empty.
function failed(error: unknown): never {
  root.append(h('p', { role: 'alert' }, `This page cannot be drawn: ${error instanceof Error ? error.message : String(error)}`));
  throw error;
}

const text = document.getElementById('data')!.textContent!;
if (!text.startsWith('{')) {
  void traceOf(text).then((trace) => new App(root, trace).start()).catch(failed);
} else {
  const data = JSON.parse(text) as Trace | Index;
  if ('pages' in data) {
    void collection(data).catch(failed);
  } else {
    new App(root, data).start();
  }
}
