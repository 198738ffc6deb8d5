import { useEffect, useState } from 'react';
import { nowUs } from '@/domain/times';

/** The time, for what is shown with it; it goes on by itself. */
export function useNow(everyMs: number): number {
  const [now, setNow] = useState(nowUs);
  useEffect(() => {
    const timer = setInterval(() => setNow(nowUs()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
