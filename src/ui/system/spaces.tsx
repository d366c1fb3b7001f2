import { bytes, dateTime, number, plainNumber, words } from '../words/words.js';
import type { Space, Status } from './system-store.js';

/** Spaces of the archive with the state of their index: which serve, which stand beside them, how far they are. */
export function Spaces({ status }: { readonly status: Status }) {
  const say = words.value;
  return (
    <section>
      <h2>{say.system.spaces}</h2>
      <div class="wide-table">
        <table class="plain-table">
          <thead>
            <tr>
              <th scope="col">{say.system.model}</th>
              <th scope="col">{say.fields.mpp}</th>
              <th scope="col">{say.system.role}</th>
              <th scope="col">{say.system.slides}</th>
              <th scope="col">{say.system.tiles}</th>
              <th scope="col">{say.system.state}</th>
              <th scope="col">{say.system.bytes}</th>
              <th scope="col">{say.system.calibrated}</th>
            </tr>
          </thead>
          <tbody>
            {status.spaces.map((space) => (
              <tr key={space.id}>
                <th scope="row" title={space.id}>
                  {space.modelId} <small>{space.modelSha256.slice(0, 8)}</small>
                </th>
                <td>{say.results.scale(plainNumber(space.mpp))}</td>
                <td>{roleOf(space)}</td>
                <td>{covered(space)}</td>
                <td>{number(space.tiles)}</td>
                <td>{indexOf(space)}</td>
                <td>{space.index ? bytes(space.index.bytes) : '–'}</td>
                <td>
                  {space.calibration
                    ? `${say.results.patients(space.calibration.patients)} · ${dateTime(space.calibration.madeAt)}`
                    : '–'}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function roleOf({ serving, kept, modelState }: Space): string {
  const say = words.value.system;
  const role = serving ? say.serves : kept ? say.beside : say.left;
  return modelState === 'present' ? role : `${role}, ${say.modelStates[modelState]}`;
}

/** Slides that are done, of those that are fine enough for the space. */
function covered({ coverage: { slides, done, complete } }: Space): string {
  return complete ? number(done) : words.value.system.done(number(done), number(slides));
}

function indexOf({ index }: Space): string {
  const say = words.value.system;
  if (!index) return '–';
  if (index.state === 'building') return say.building;
  return index.graphRows > 0 ? say.inGraph(number(index.graphRows)) : say.scan;
}
