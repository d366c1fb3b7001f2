import type { InferResponseType } from 'hono/client';
import type { api } from './client.js';

/** What the server answers, as the page's own words for it. */
export type CasePage = InferResponseType<typeof api.cases.$get, 200>;
export type CaseRecord = CasePage['items'][number];
export type Facet = InferResponseType<typeof api.cases.facets.$get, 200>['facets'][number];
export type Slide = InferResponseType<(typeof api.slides)[':slideId']['$get'], 200>;
export type Answer = InferResponseType<(typeof api.searches)[':searchId']['$get'], 200>;
export type Hit = Answer['cases'][number];
export type Similar = InferResponseType<(typeof api.slides)[':slideId']['similar']['$get'], 200>;
export type Evidence = Answer['evidence'][number];
export type Job = InferResponseType<(typeof api.jobs)[':jobId']['$get'], 200>;
export type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
export type Point = { readonly x: number; readonly y: number };
