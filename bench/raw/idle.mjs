/** A process that does nothing but watch its own event loop: what the machine itself holds up. */
import { monitorEventLoopDelay } from 'node:perf_hooks';

const delays = monitorEventLoopDelay({ resolution: 1 });
process.on('message', (what) => {
  if (what === 'start') delays.enable();
  else delays.disable();
  const [max, p999] = [delays.max / 1e6, delays.percentile(99.9) / 1e6];
  if (what === 'start') delays.reset();
  process.send({ max, p999 });
});
process.on('disconnect', () => process.exit(0));
process.send('ready');
