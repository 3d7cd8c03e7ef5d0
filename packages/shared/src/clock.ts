export { every, sleep, type Chance, type Clock, type Timer } from './clock/clock.ts';
export { machineChance, machineClock } from './clock/machine.ts';
