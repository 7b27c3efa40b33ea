#!/usr/bin/env dotnet
#:project ../../src/FolioModel.Testing/FolioModel.Testing.csproj
#:project ../../src/FolioModel.Campaigns/FolioModel.Campaigns.csproj
// Searches a program of three to six tasks on one file by states: lookup, split, truncation, then more lookups.
// Usage: dotnet run -c Release eng/scale/four-tasks.cs TASKS THREADS [SHARED-FOLDER]
// The number of states grows about twentyfold with each lookup, so that the last search that fits is the one to run.
using FolioModel;
using FolioModel.Campaigns;
using FolioModel.Testing;

AppContext.SetSwitch("FolioModel.AccessTracking", true);
int tasks = int.Parse(args[0]);
int threads = int.Parse(args[1]);
ExplorationProgram program = new($"{tasks}-tasks", "a split, a truncation and lookups of one file", world =>
{
    AddressSpace file = world.Machine.CreateAddressSpace(
        new AddressSpaceOptions { Name = "file", Size = 1 << 16, MaxOrder = new Order(1) });
    FolioResult got = file.Pages.GetFolio(PageIndex.Zero, FindFolioFlags.Grab, file.GfpMask, new Order(1));
    got.Folio.Unlock();
    got.Folio.Put();
    world.Machine.Batches.DrainAll();
    world.Task("split", async () =>
    {
        FolioResult found = await file.Pages.LockFolioAsync(PageIndex.Zero);
        if (found.IsOk)
        {
            await found.Folio.SplitAsync(Order.Zero);
            found.Folio.Unlock();
            found.Folio.Put();
        }
    });
    world.Task("truncate", () => file.TruncateAsync(default, ByteOffset.ToEnd));
    for (int i = 2; i < tasks; i++)
    {
        world.Task($"lookup{i}", async () =>
        {
            Folio found = (await file.Pages.GetFolioAsync(new PageIndex(1))).Folio;
            if (!found.IsNone)
            {
                await world.Machine.PointAsync(SchedulingPoint.Put);
                found.Put();
            }
        });
    }

    world.Finally("nothing is left", () => file.Pages.Count.Value == 0 ? null : file.Pages.DescribeTree());
}) { Cpus = 6 };
ExplorationResult result = args.Length > 2
    ? SharedSearch.Run(args[2], program, new SharedSearchOptions { Parallel = threads })
    : Explorer.Explore(program, new ExplorationOptions { Levels = true, Parallel = threads });
double seconds = result.Elapsed.TotalSeconds;
Console.WriteLine($"{ResultText.Summary(result)}");
Console.WriteLine($"{result.States / seconds:n0} states/s, {result.Steps / seconds:n0} steps/s, "
    + $"{Environment.WorkingSet / 1e6:n0} MB of process, {(double)Environment.WorkingSet / result.States:n0} bytes a state, all included");
