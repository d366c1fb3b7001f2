// One measure in a process of its own: what one leaves in memory is not there for the next.
const [name, size] = process.argv.slice(2);
const { measure } = await import(`./measures/${name}.mjs`);
const result = await measure(size);
process.send(result, () => process.exit(0));
