import { App } from './app';
import { indexPage } from './indexpage';
import type { Index, Trace } from './types';

// A long trace is compressed (gzip, base64); a short one stands in the page as it is, for people to read.
async function inflate(text: string): Promise<string> {
  const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).text();
}

function start(json: string): void {
  const data = JSON.parse(json) as Trace | Index;
  const root = document.getElementById('app')!;
  if ('pages' in data) {
    root.append(indexPage(data));
  } else {
    new App(root, data).start();
  }
}

const text = document.getElementById('data')!.textContent!;
if (text.startsWith('{')) {
  start(text);
} else {
  void inflate(text).then(start);
}
