import { hc } from 'hono/client';
import type { ApiRoutes } from '../../api/api.js';

/** The API, typed by its own routes (types only: nothing of the server is in the page). */
export const api = hc<ApiRoutes>('/api/v1');

/** For what must reach the server even when the page is left at once. */
export const OUTLIVES_PAGE = { init: { keepalive: true } };
