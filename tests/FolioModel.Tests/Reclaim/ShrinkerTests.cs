using FolioModel.Groups;
using FolioModel.Reclaim;

namespace FolioModel.Tests.Reclaim;

/// <summary>Reclaim asks caches of embedders for a share of their objects, and remembers what it has put off.</summary>
[TestFixture]
public sealed class ShrinkerTests
{
    [Test]
    public void ARunAsksForTheShareOfItsPriorityTimesFourDividedBySeeks()
    {
        GroupMachine machine = new();
        ObjectCache cache = new(objects: 1 << 16) { IsGroupAware = true };
        machine.Machine.Shrinkers.Register(cache);
        machine.Read(0, 100);
        machine.Group.Reclaim(new PageCount(32));

        // Priority 12: (65536 >> 12) * 4 / 2 = 32 objects, which is less than a batch: all of it is put off.
        using (Assert.EnterMultipleScope())
        {
            Assert.That(cache.Asked, Is.Empty.Or.All.LessThanOrEqualTo(128));
            Assert.That(cache.Groups, Is.All.EqualTo(machine.Group));
            Assert.That(machine.Machine.Shrinkers.DeferredOf(cache, machine.Group) + cache.Asked.Sum(), Is.GreaterThanOrEqualTo(32));
        }
    }

    [Test]
    public void WhatIsLessThanABatchIsPutOffAndDoneLater()
    {
        Machine machine = new(new MachineOptions { Pages = 1024 });
        ObjectCache cache = new(objects: 1000);
        machine.Shrinkers.Register(cache);
        long[] deferred = new long[3];
        for (int i = 0; i < deferred.Length; i++)
        {
            machine.Shrinkers.Shrink(null, GfpFlags.Kernel, priority: 4);
            deferred[i] = machine.Shrinkers.DeferredOf(cache);
        }

        // (1000 >> 4) * 4 / 2 = 124 objects each time; of what was put off a 16th is due.
        using (Assert.EnterMultipleScope())
        {
            Assert.That(deferred[0], Is.EqualTo(124));
            Assert.That(cache.Asked.Take(1), Is.EqualTo(new long[] { 128 }), "124 and 124 >> 4 make more than a batch");
            Assert.That(deferred[1], Is.EqualTo(124 + 124 - 128));
            Assert.That(machine.Statistics.ObjectsScanned, Is.EqualTo(cache.Asked.Sum()));
        }
    }

    [Test]
    public void NoMoreThanTwiceTheObjectsIsEverPutOff()
    {
        Machine machine = new(new MachineOptions { Pages = 1024 });
        ObjectCache cache = new(objects: 100) { IsStopped = true };
        machine.Shrinkers.Register(cache);
        for (int i = 0; i < 10; i++)
        {
            machine.Shrinkers.Shrink(null, GfpFlags.Kernel, priority: 0);
        }

        Assert.That(machine.Shrinkers.DeferredOf(cache), Is.EqualTo(200));
    }

    [Test]
    public void FewObjectsAreAskedForAllTheSameWhenMemoryIsVeryShort()
    {
        Machine machine = new(new MachineOptions { Pages = 1024 });
        ObjectCache cache = new(objects: 40);
        machine.Shrinkers.Register(cache);
        machine.Shrinkers.Shrink(null, GfpFlags.Kernel, priority: 0);
        Assert.That(cache.Objects, Is.Zero);
    }

    [Test]
    public void DirectAndBackgroundReclaimAskThemAndTheirPagesCount([Values] bool multiGeneration, [Values] BackgroundReclaim background)
    {
        Machine machine = new(new MachineOptions
        {
            Pages = 2048,
            BackgroundReclaim = background,
            Profile = KernelProfile.Linux612 with { MultiGenerationLru = multiGeneration },
        });
        ObjectCache cache = new(objects: 1 << 20);
        machine.Shrinkers.Register(cache);
        AddressSpace file = machine.CreateAddressSpace(
            new AddressSpaceOptions { Name = "file", Size = 8000L << PageSize.Shift, MaxOrder = Order.Zero });
        for (ulong page = 0; page < 8000; page++)
        {
            Folio folio = file.Pages.GrabFolio(new PageIndex(page)).Folio;
            folio.MarkUptodate();
            folio.Unlock();
            folio.Put();
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(cache.Asked, Is.Not.Empty);
            Assert.That(cache.Objects, Is.LessThan(1 << 20));
            Assert.That(machine.Validate(), Is.Empty);
        }
    }

    [Test]
    public void OnlyTheRootAsksThoseThatDoNotKnowGroups()
    {
        GroupMachine machine = new();
        ObjectCache aware = new(objects: 1 << 12) { IsGroupAware = true };
        ObjectCache unaware = new(objects: 1 << 12);
        machine.Machine.Shrinkers.Register(aware);
        machine.Machine.Shrinkers.Register(unaware);
        machine.Machine.Shrinkers.Shrink(machine.Group, GfpFlags.Kernel, 0);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(aware.Asked, Is.Not.Empty);
            Assert.That(unaware.Asked, Is.Empty);
        }

        machine.Machine.DropSlab();
        Assert.That(unaware.Objects, Is.Zero);
    }

    [Test]
    public void AShrinkerIsRegisteredOnceAndMayLeave()
    {
        Machine machine = new(new MachineOptions { Pages = 1024 });
        ObjectCache cache = new(objects: 1000);
        machine.Shrinkers.Register(cache);
        Assert.That(() => machine.Shrinkers.Register(cache), Throws.ArgumentException);
        Assert.That(machine.Shrinkers.Unregister(cache), Is.True);
        machine.DropSlab();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(machine.Shrinkers.Unregister(cache), Is.False);
            Assert.That(cache.Objects, Is.EqualTo(1000));
            Assert.That(machine.Shrinkers.All.Select(static s => s.Name), Is.EqualTo(new[] { "mm-shadow" }));
        }
    }

    [Test]
    public void AScanThatGoesThroughNothingIsRefused()
    {
        Machine machine = new(new MachineOptions { Pages = 1024 });
        machine.Shrinkers.Register(new ObjectCache(objects: 1000) { Scanned = 0 });
        Assert.That(() => machine.DropSlab(), Throws.InvalidOperationException.With.Message.Contains("cache went through 0 objects"));
    }

    private sealed class ObjectCache(long objects) : IShrinker
    {
        public long Objects { get; private set; } = objects;

        public List<long> Asked { get; } = [];

        public List<MemoryGroup?> Groups { get; } = [];

        public bool IsStopped { get; init; }

        public long? Scanned { get; init; }

        public string Name => "cache";

        public bool IsGroupAware { get; init; }

        public long Count(ShrinkRequest request)
        {
            Groups.Add(request.Group);
            return Objects;
        }

        public ShrinkResult Scan(ShrinkRequest request)
        {
            if (IsStopped)
            {
                return ShrinkResult.Stop;
            }

            Asked.Add(request.Objects);
            long freed = Math.Min(request.Objects, Objects);
            Objects -= freed;
            return new ShrinkResult(freed) { Scanned = Scanned, Pages = new PageCount(freed / 64) };
        }
    }
}
