#!/usr/bin/env -S dotnet run
#:package FolioModel.Testing@0.1.0

// Lesson: two tasks, every interleaving. One adds a page to a file and expects three references; the other drains all batches meanwhile.
// Is there a schedule on which the first one is wrong?
using FolioModel;
using FolioModel.Interleaving;
using FolioModel.Testing;

ExplorationProgram program = new("add-drain", "a page is added while another CPU drains", static world =>
{
    AddressSpace file = world.Machine.CreateAddressSpace(new AddressSpaceOptions { Name = "data" });
    world.Task("add", async () =>
    {
        Folio folio = (await file.Pages.GrabFolioAsync(new PageIndex(5))).Folio;
        folio.Unlock();
        await world.Machine.PointAsync(SchedulingPoint.Put);
        int count = folio.RefCount;
        folio.Put();
        if (count != 3)
        {
            throw new InvalidOperationException($"expected 3 references, found {count}");
        }
    });
    world.Task("drain", async () => await world.Machine.Batches.DrainAllAsync());
});

ExplorationResult result = Explorer.Explore(program);
Console.WriteLine(result.Verdict);
Console.WriteLine(result.Violation?.Message);

// prints: Violation
// prints: add: expected 3 references, found 2 (InvalidOperationException in Program)
