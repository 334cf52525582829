// For those who write a store of their own.
export { storeContract, type ContractCase, type ContractSubject } from './store-contract.ts';
