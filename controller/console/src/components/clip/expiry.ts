import { createContext, useContext } from 'react';

// What is made below this gets this end; none: it stays.
const Expiry = createContext<number | null>(null);

export const ExpiryProvider = Expiry.Provider;
export const useExpiry = (): number | null => useContext(Expiry);
