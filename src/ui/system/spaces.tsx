import { bytes, dateTime, number, plainNumber, words } from '../words/words.js';
import type { Status } from './system-store.js';

/** Spaces of the archive with the state of their index. */
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
              <th scope="col">{say.system.slides}</th>
              <th scope="col">{say.system.tiles}</th>
              <th scope="col">{say.system.state}</th>
              <th scope="col">{say.system.graph}</th>
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
                <td>{number(space.slides)}</td>
                <td>{number(space.tiles)}</td>
                <td>
                  {space.index
                    ? space.index.state === 'building'
                      ? say.system.building
                      : space.index.graphRows > 0
                        ? say.system.ready
                        : say.system.scan
                    : '–'}
                </td>
                <td>{space.index ? number(space.index.graphRows) : '–'}</td>
                <td>{space.index ? bytes(space.index.bytes) : '–'}</td>
                <td>
                  {space.calibration
                    ? `${say.results.patients(space.calibration.patients)}, ${dateTime(space.calibration.madeAt)}`
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
