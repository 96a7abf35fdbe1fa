import type { ReactNode } from 'react';
import { Dialog, Modal, ModalOverlay } from 'react-aria-components';

interface DoorSheetProps {
  readonly label: string;
  /** Interrupts: there is something to decide before anything else. */
  readonly isAlert?: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** What came through the door, over the page, which is left as it is: Escape and a click beside it lead back. */
export function DoorSheet({ label, isAlert = false, onClose, children }: DoorSheetProps) {
  return (
    <ModalOverlay
      className="door-backdrop"
      isOpen
      isDismissable={!isAlert}
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
    >
      <Modal className="door-sheet">
        <Dialog aria-label={label} role={isAlert ? 'alertdialog' : 'dialog'}>
          {children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

interface CameFilesProps {
  readonly lead: string;
  readonly names: readonly string[];
  /** Behind the names: “113 MB”. */
  readonly size?: string | undefined;
}

/** Of a whole folder the first names say enough. */
const SHOWN = 6;

/** “1 file dropped: swin_tiny_patch4.onnx, 113 MB” */
export function CameFiles({ lead, names, size }: CameFilesProps) {
  const more = names.length - SHOWN;
  return (
    <p className="quiet door-files">
      {lead}{' '}
      {names.slice(0, SHOWN).map((name, i) => (
        <span key={i}>
          {i > 0 && ', '}
          <code>{name}</code>
        </span>
      ))}
      {more > 0 && ` and ${more} more`}
      {size !== undefined && `, ${size}`}
    </p>
  );
}

interface FactsProps {
  readonly facts: readonly { readonly term: string; readonly text: ReactNode }[];
}

export function Facts({ facts }: FactsProps) {
  return (
    <dl className="door-facts">
      {facts.map(({ term, text }) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}
