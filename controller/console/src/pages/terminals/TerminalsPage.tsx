import { useRoute } from '@/app/route';
import { TerminalList } from './TerminalList';
import { TerminalPage } from './TerminalPage';

export default function TerminalsPage() {
  const { item } = useRoute();
  return item ? <TerminalPage key={item} id={item} /> : <TerminalList />;
}
