import { eq } from 'drizzle-orm';
import type { TesseraDatabase } from './database.js';
import type { CalibrationStore } from './port.js';
import { calibrations } from './schema.js';

/** The last calibration of each space. */
export function createCalibrationStore(database: TesseraDatabase, now: () => number): CalibrationStore {
  const { orm } = database;
  return {
    async put(spaceId, calibration, archivePatients) {
      const row = { spaceId, calibration, archivePatients, madeAt: now() };
      database.write(() =>
        orm
          .insert(calibrations)
          .values(row)
          .onConflictDoUpdate({ target: calibrations.spaceId, set: row })
          .run(),
      );
    },
    async get(spaceId) {
      const row = database.read(() =>
        orm.select().from(calibrations).where(eq(calibrations.spaceId, spaceId)).get(),
      );
      if (row === undefined) return undefined;
      const { calibration, archivePatients, madeAt } = row;
      return { calibration, archivePatients, madeAt };
    },
  };
}
