import { lazy, memo } from 'react';
import { Button, Dialog, DialogTrigger, Modal, ModalOverlay, Popover } from 'react-aria-components';
import type { AskedMethod } from '../../src/ask';
import { Caret } from '../controls/controls';
import { Part } from '../controls/Part';
import { PHONE, useMediaQuery } from '../hooks/useMediaQuery';
import { figureName, shortTitle } from '../text/methods';

export { OriginNote } from './OriginNote';

const MethodList = lazy(() => import('./MethodList'));

interface MethodPickerProps {
  /** The left column (0) or the right one (1). */
  readonly index: 0 | 1;
  readonly method: AskedMethod;
}

/** A column's title: the name of its method, which opens the list of all with what was measured of each. */
export const MethodPicker = memo(function MethodPicker({ index, method }: MethodPickerProps) {
  const isPhone = useMediaQuery(PHONE);
  const label = `Method of the ${index === 0 ? 'left' : 'right'} map`;
  const list = (
    <Dialog aria-label={label}>
      {({ close }) => (
        <Part title="The list of methods" fallback={<p className="methods-coming quiet">One moment …</p>}>
          <MethodList index={index} method={method} label={label} onChosen={close} />
        </Part>
      )}
    </Dialog>
  );
  return (
    <DialogTrigger>
      <Button className="method-picker" aria-label={`${label}: ${figureName(method)}`}>
        {shortTitle(method)}
        <Caret />
      </Button>
      {isPhone ? (
        <ModalOverlay className="sheet-backdrop" isDismissable>
          <Modal className="sheet methods">{list}</Modal>
        </ModalOverlay>
      ) : (
        <Popover className="popover methods" placement="bottom start">
          {list}
        </Popover>
      )}
    </DialogTrigger>
  );
});
