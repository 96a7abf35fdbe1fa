#!/usr/bin/env node
// Plain JavaScript, so that Node can start it; everything else is TypeScript and is compiled while it loads.
const [major] = process.versions.node.split('.');
if (Number(major) < 20) {
  console.error(`whylight: Node ${process.versions.node} is too old: install Node 20 or newer.`);
  process.exit(2);
}
const { register } = await import('tsx/esm/api');
register({ tsconfig: false }); // not the tsconfig.json of whatever folder the command is run in
// A reader that has seen enough, such as `head`, is no error; a full disk is one, and none of Whylight's.
process.stdout.on('error', (error) => {
  if ('code' in error && error.code === 'EPIPE') process.exit(0);
  process.stderr.write(`whylight: the result could not be written (${error.message}).\n`);
  process.exit(2);
});
process.stderr.on('error', () => process.exit(2));
/** @type {typeof import('./main')} */
const { main } = await import(new URL('./main.ts', import.meta.url).href);
process.exitCode = await main(process.argv);
