import { describeDamage } from './driver.js';
import { PLACE_ROWS } from './places.js';
import { QUESTION_ROWS } from './questions.js';

describeDamage('bad questions, and ways out of the folders', [...QUESTION_ROWS, ...PLACE_ROWS]);
