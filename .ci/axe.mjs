// Accessibility of HTML pages: axe-core in headless Chromium, in both widths and both colour schemes.
// Usage: node axe.mjs MODULES PAGE…   (MODULES: the folder that has node_modules). Exit 1 on any violation.
import { createRequire } from 'node:module';
import path from 'node:path';

const [modules, ...pages] = process.argv.slice(2);
const require = createRequire(path.resolve(modules) + '/');
const puppeteer = require('puppeteer-core');
const axe = require.resolve('axe-core/axe.min.js');

if (pages.length === 0) {
  console.error('no page');
  process.exit(1);
}
const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
let violations = 0;
for (const file of pages) {
  for (const [width, scheme] of [[1280, 'light'], [1280, 'dark'], [400, 'light'], [400, 'dark']]) {
    const page = await browser.newPage();
    // The pages forbid scripts; the one of this check is let in.
    await page.setBypassCSP(true);
    await page.setViewport({ width, height: 1000 });
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    await page.goto('file://' + path.resolve(file));
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (overflow > 0) {
      violations += 1;
      console.error(`${file} (${width}, ${scheme}): ${overflow}px wider than the screen`);
    }
    await page.addScriptTag({ path: axe });
    const result = await page.evaluate(() => window.axe.run({ rules: { 'target-size': { enabled: true } } }));
    if (result.passes.length < 10) throw new Error(`${file}: only ${result.passes.length} rules were checked`);
    for (const v of result.violations) {
      violations += 1;
      console.error(`${file} (${width}, ${scheme}): ${v.id} (${v.impact}): ${v.help}`);
      for (const node of v.nodes.slice(0, 3)) console.error(`    ${node.html.slice(0, 200)}\n    ${node.failureSummary.replaceAll('\n', ' ')}`);
    }
    await page.close();
  }
}
await browser.close();
console.log(`${pages.length} pages, ${violations} violations`);
process.exit(violations > 0 ? 1 : 0);
