import { toErrorRecord } from '../domain/errors.js';
import type { TileAnswer, TileRequest, TileTaskKind } from '../domain/tile-tasks.js';
import { decodeWithOneThread } from '../slides/threads.js';
import { measureColour } from './tasks/colour.js';
import { describePicture } from './tasks/describe.js';
import { embedTiles } from './tasks/embed.js';
import { inspectSlide } from './tasks/inspect.js';
import { checkModel, checkProviders, timeModel, warmUp } from './tasks/models.js';
import { renderRegion } from './tasks/render.js';
import { surveySlide } from './tasks/survey.js';

/**
 * Entry of a tile worker, a child process: it owns every pixel. A decoder that crashes here ends this process
 * alone. One task at a time; parallel work is the business of the host, which keeps one worker per core.
 */
type Handlers = { readonly [K in TileTaskKind]: (request: TileRequest<K>) => Promise<TileAnswer<K>> };

const handlers: Handlers = {
  inspect: inspectSlide,
  survey: surveySlide,
  embed: embedTiles,
  render: renderRegion,
  describe: describePicture,
  colour: measureColour,
  warm: warmUp,
  check: checkModel,
  time: timeModel,
  providers: checkProviders,
};

type Message = { readonly id: number; readonly kind: TileTaskKind; readonly request: unknown };

decodeWithOneThread();

process.on('message', async ({ id, kind, request }: Message) => {
  const handler = handlers[kind] as (request: unknown) => Promise<unknown>;
  const reply = await handler(request).then(
    (answer) => ({ id, answer }),
    (error: unknown) => {
      const record = toErrorRecord(error);
      // An unexpected error is a bug: its stack goes to the log, never to a face.
      if (record.tag === 'internal') {
        process.send?.({ log: `tile worker: ${error instanceof Error ? error.stack : error}` });
      }
      return { id, error: record };
    },
  );
  if (process.connected) process.send?.(reply);
});
// The parent is gone or wants us gone: nothing here needs saving.
process.on('disconnect', () => process.exit(0));
