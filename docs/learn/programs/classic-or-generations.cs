#!/usr/bin/env -S dotnet run
#:package FolioModel@0.1.0

// Lesson: one access string, two lists. A group may cache 256 pages; 160 are used again and again while a scan goes by, 80 pages a
// round. Which LRU keeps the 160? Guess, then change the sizes.
using FolioModel;
using FolioModel.Groups;

Console.WriteLine($"{"",-12} hits misses");
Run("classic", generations: false);
Run("generations", generations: true);

static void Run(string name, bool generations)
{
    Machine machine = new(new MachineOptions
    {
        Pages = 2048,
        Cpus = 1,
        MemoryGroups = 1,
        Profile = KernelProfile.Linux612 with { MultiGenerationLru = generations },
    });
    MemoryGroup group = machine.CreateGroup("lesson");
    group.Max = new PageCount(256);
    machine.Boot.Group = group;
    AddressSpace file = machine.CreateAddressSpace(new AddressSpaceOptions { Name = "data", Size = 4000L << PageSize.Shift });
    int hits = 0;
    int misses = 0;
    for (int round = 0; round < 20; round++)
    {
        for (ulong page = 0; page < 160; page++)
        {
            Use(page);
        }

        for (ulong page = 0; page < 80; page++)
        {
            Use(1000 + ((ulong)round * 80) + page);
        }
    }

    Console.WriteLine($"{name,-12} {hits,4} {misses,6}");

    void Use(ulong page)
    {
        PageIndex index = new(page);
        bool cached = file.Pages.Peek(index).IsFolio;
        hits += cached ? 1 : 0;
        misses += cached ? 0 : 1;
        Folio folio = cached ? file.Pages.GetFolio(index).Folio : file.Pages.GrabFolio(index).Folio;
        if (!cached)
        {
            folio.Unlock();
        }

        folio.MarkAccessed();
        folio.Put();
    }
}
// prints: ?
