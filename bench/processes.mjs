import { readdirSync, readFileSync } from 'node:fs';

/** What Linux tells of processes; on other systems these answer nothing and the rows that need them are left out. */

/** Clock ticks a second in /proc, the same on every Linux in use. */
const TICKS = 100;

/** Process ids of the children of a process. */
export function childrenOf(pid) {
  return listed().filter((child) => statOf(child)?.parent === pid);
}

/** Seconds of computing that a process has used, all threads together. */
export function computedBy(pid) {
  return statOf(pid)?.seconds ?? 0;
}

/** ms of computing that the main thread of this process has used; finer than clock ticks. */
export function computedByMainThread() {
  return Number(read(`/proc/self/task/${process.pid}/schedstat`).split(' ')[0]) / 1e6;
}

/** Memory that belongs to the process: its own pages and its share of those it has in common with others, bytes. */
export function memoryOf(pid) {
  const text = read(`/proc/${pid}/smaps_rollup`);
  return Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1] ?? 0) * 1024;
}

/** Seconds that all cores together have worked and idled since the machine started. */
export function busyCores() {
  const [user, nice, system, idle, wait, irq, soft] = read('/proc/stat').split('\n')[0].split(/\s+/).slice(1);
  return {
    busy: [user, nice, system, irq, soft].map(Number).reduce((a, b) => a + b, 0) / TICKS,
    idle: (Number(idle) + Number(wait)) / TICKS,
  };
}

function listed() {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

function statOf(pid) {
  // pid (name) state parent …: the name may hold blanks and brackets.
  const fields = read(`/proc/${pid}/stat`).split(') ').at(-1).split(' ');
  if (fields.length < 14) return undefined;
  return { parent: Number(fields[1]), seconds: (Number(fields[11]) + Number(fields[12])) / TICKS };
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
