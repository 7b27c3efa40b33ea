import { App } from './app';
import { indexPage } from './indexpage';
import type { Index, Trace } from './types';

const data = JSON.parse(document.getElementById('data')!.textContent!) as Trace | Index;
const root = document.getElementById('app')!;
if ('pages' in data) {
  root.append(indexPage(data));
} else {
  new App(root, data).start();
}
