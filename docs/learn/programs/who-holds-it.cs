#!/usr/bin/env -S dotnet run
#:package FolioModel@0.1.0

// Lesson: who holds a page of a file, from its first read to its end? Guess each line before you run it.
using FolioModel;

Machine machine = new(new MachineOptions { Pages = 64, Ledger = true });
AddressSpace file = machine.CreateAddressSpace(new AddressSpaceOptions { Name = "data" });

Folio folio = file.Pages.GrabFolio(new PageIndex(5)).Folio;
Tell("read in");
folio.Unlock();
Tell("unlocked");
machine.Batches.DrainAll();
Tell("drained");
Folio again = file.Pages.GetFolio(new PageIndex(5)).Folio;
Tell("looked up");
file.Truncate(new ByteOffset(0), new ByteOffset(long.MaxValue));
Tell("truncated");
again.Put();
Tell("put once");
folio.Put();
Console.WriteLine($"alive: {folio.IsAlive}");

void Tell(string what) => Console.WriteLine($"{what,-10} {folio.RefCount} = {string.Join(" + ", folio.Holders)}");

// prints: read in    3 = caller (allocation) 1 (boot) + page cache 1 ('data' index 5) + lru_add batch 1 (lru_add, CPU 0)
// prints: unlocked   3 = caller (allocation) 1 (boot) + page cache 1 ('data' index 5) + lru_add batch 1 (lru_add, CPU 0)
// prints: drained    2 = caller (allocation) 1 (boot) + page cache 1 ('data' index 5)
// prints: looked up  3 = caller (allocation) 1 (boot) + page cache 1 ('data' index 5) + caller (lookup) 1 (boot)
// prints: truncated  2 = caller (allocation) 1 (boot) + caller (lookup) 1 (boot)
// prints: put once   1 = caller (allocation) 1 (boot)
// prints: alive: False
