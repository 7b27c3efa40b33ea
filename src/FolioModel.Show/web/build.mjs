// Puts the page together: one HTML file with its script and style inside, and a policy that allows just these two.
// Run by hand (npm ci && npm run build) when something under src/ changed; the result is checked in, so that dotnet build needs no node.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const target = process.argv[2] ?? join(here, 'page.html');

async function bundle(entry, loader) {
  const result = await build({
    entryPoints: [join(here, entry)], bundle: true, minify: true, write: false, format: 'iife', target: 'es2022', charset: 'utf8', legalComments: 'none', loader,
  });
  return result.outputFiles[0].text.trim();
}

const hash = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const script = (await bundle('src/main.ts')).replaceAll('</script', '<\\/script');
const style = await bundle('src/page.css');
const policy = `default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; img-src data: blob:; base-uri 'none'; form-action 'none'`;
const page = readFileSync(join(here, 'src/template.html'), 'utf8')
  .replace('{{policy}}', () => policy)
  .replace('{{style}}', () => style)
  .replace('{{script}}', () => script);
writeFileSync(target, page);
console.log(`${target}: ${page.length} characters, script ${script.length}, style ${style.length}`);
