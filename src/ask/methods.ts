/** Methods and what fixes their maps, by their numbers. */
import { METHODS } from '../methods';
import { IMPORTANCES } from '../relevance/importance';
import { choice, type Codec } from './codec';
import { newerLink, unwritable } from './error';

const MOST = 999;

/** A method by its number in the table of methods. */
export const methodId: Codec<string> = {
  write(out, id) {
    const method = METHODS.find((one) => one.id === id);
    if (!method) throw unwritable(`links do not know the method “${id}”`);
    out.whole(method.link);
  },
  read(from) {
    const number = from.whole(MOST);
    const method = METHODS.find(({ link }) => link === number);
    if (!method) throw newerLink(`this one does not know its method ${number}`);
    return method.id;
  },
};

/** An importance by its place. */
export const importance = choice(IMPORTANCES);
