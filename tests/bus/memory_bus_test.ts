import { runBusContract } from "./bus_contract.ts";
import { openMemoryBus } from "./bus_parts.ts";

runBusContract("memory bus", openMemoryBus);
