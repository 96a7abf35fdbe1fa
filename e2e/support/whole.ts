/** Whether the long runs are wanted in full: `WHYLIGHT_E2E=all`. */
export const isWhole = process.env['WHYLIGHT_E2E'] === 'all';

/** Why a test is skipped when they are not. */
export const ONLY_WHOLE = 'runs with WHYLIGHT_E2E=all';
