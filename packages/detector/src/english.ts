import en from 'zod/v4/locales/en.js';

/** Words for what is wrong with a value: the small zod comes without. For the options of `safeParse`. */
export const english = en().localeError;
