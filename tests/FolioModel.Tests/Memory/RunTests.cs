namespace FolioModel.Tests.Memory;

/// <summary>Blocks that are taken and freed by runs leave what taking and freeing them one by one leaves.</summary>
public sealed class RunTests
{
    private const int Pages = 2048;
    private const int Seeds = 200;

    [Test]
    public void RunsAreTakenAsOneByOne([Range(0, 3)] int order)
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            (Machine runs, Machine single, _) = FragmentedPair(seed, order: 0);
            int count = new Random(seed).Next(1, 600);
            BlockDeque list = new();
            int taken = runs.Buddy().TakeMany(count, order, MigrateType.Movable, AllocationFlags.WatermarkLow, list);
            for (int i = 0; i < taken; i++)
            {
                Assert.That(list[i], Is.EqualTo(single.Buddy().Take(order, MigrateType.Movable, AllocationFlags.WatermarkLow)),
                    $"seed {seed}, block {i}");
            }

            if (taken < count)
            {
                Assert.That(single.Buddy().Take(order, MigrateType.Movable, AllocationFlags.WatermarkLow), Is.LessThan(0), $"seed {seed}");
            }

            AssertSameLists(runs, single, seed);
        }
    }

    [Test]
    public void RunsAreFreedAsOneByOne([Range(0, 3)] int order)
    {
        int longest = 0;
        for (int seed = 0; seed < Seeds; seed++)
        {
            (Machine runs, Machine single, int[] held) = FragmentedPair(seed, order);
            BlockDeque list = new();
            foreach (int pfn in held)
            {
                list.PushFront(pfn);
                single.Buddy().Free(pfn, order);
            }

            while (list.Count > 0)
            {
                int blocks = list.RunAtBack(order, list.Count);
                longest = Math.Max(longest, blocks);
                runs.Buddy().FreeRun(list.PopBack(blocks), order, blocks);
            }

            AssertSameLists(runs, single, seed);
        }

        Assert.That(longest, Is.GreaterThanOrEqualTo(64 >> order), "no run was ever long");
    }

    [Test]
    public void APageThatIsNotFitIsFoundInsideARun()
    {
        Machine machine = TestMachines.Bare(Pages);
        BuddyAllocator buddy = machine.Buddy();
        int first = buddy.TakeSmallest(2, MigrateType.Movable);
        machine.Map[first + 2].Flags |= FolioFlags.Dirty;
        Assert.That(() => buddy.FreeRun(first, 0, 4), Throws.TypeOf<KernelBugException>().With.Message.Contains("with flags"));
        machine.Map[first + 2].Flags = 0;
        machine.Map[first].RefCount = 1;
        Assert.That(() => buddy.FreeRun(first, 0, 4), Throws.TypeOf<KernelBugException>().With.Message.Contains("references"));
    }

    /// <summary>
    /// Two machines in the same state, fragmented at random, and blocks that both have handed out, some in a row and some not.
    /// </summary>
    private static (Machine Runs, Machine Single, int[] Held) FragmentedPair(int seed, int order)
    {
        (Machine runs, int[] held) = Fragmented(seed, order);
        return (runs, Fragmented(seed, order).Machine, held);
    }

    private static (Machine Machine, int[] Held) Fragmented(int seed, int order)
    {
        Machine machine = TestMachines.Bare(Pages);
        BuddyAllocator buddy = machine.Buddy();
        Random random = new(seed);
        List<int> held = [];
        while (buddy.TakeSmallest(order, MigrateType.Movable) is var pfn and >= 0)
        {
            held.Add(pfn);
        }

        int stretch = random.Next(2, 200);
        for (int freed = 0, wanted = held.Count / 2; freed < wanted;)
        {
            int start = random.Next(held.Count);
            int length = Math.Min(random.Next(1, stretch), held.Count - start);
            held.GetRange(start, length).ForEach(pfn => buddy.Free(pfn, order));
            held.RemoveRange(start, length);
            freed += length;
        }

        return (machine, [.. held]);
    }

    private static void AssertSameLists(Machine runs, Machine single, int seed)
    {
        Assert.That(runs.Buddy().FreePages, Is.EqualTo(single.Buddy().FreePages), $"seed {seed}");
        for (int order = 0; order < BuddyAllocator.Orders; order++)
        {
            Assert.That(
                runs.FreeList(order, MigrateType.Movable), Is.EqualTo(single.FreeList(order, MigrateType.Movable)),
                    $"seed {seed}, order {order}");
        }
    }
}
