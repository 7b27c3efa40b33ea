using System.Collections.Immutable;
using FolioModel.Gmem;
using FolioModel.Groups;

namespace FolioModel.Props.Core;

/// <summary>
/// The short ways that a machine takes when nothing follows its folios lead to the same state as the long ways. The random programs of the
/// other properties run with the ledger on, and so never take the short ones.
/// </summary>
public sealed class TwoSpeedsProperties
{
    private const int FilePages = 600;
    private const int Pages = 2048;

    /// <summary>Fewer than the files have, so that a policy is asked what to evict.</summary>
    private const int PagesThatRunShort = 512;

    private static readonly int s_steps = Thoroughness.Of(full: 1000, quick: 120);

    [Test]
    public void A_machine_without_ledger_comes_to_the_same_state_as_one_with_it([Range(1, 6)] int seed,
        [Values("plain", "zones", "groups", "policy", "generations", "short")] string kind)
    {
        (Side slow, Side fast) = (new Side(Create(kind, ledger: true)), new Side(Create(kind, ledger: false)));
        for (int step = 0; step < s_steps; step++)
        {
            int number = (seed * 1_000_000) + step;
            string expected = Do(slow, new Random(number));
            Assert.That(Do(fast, new Random(number)), Is.EqualTo(expected), $"answer of step {step}");
            if (step % 25 == 0 || step == s_steps - 1)
            {
                AssertSame(slow.Machine, fast.Machine, step);
            }
        }

        // Cancelling leaves the mark, until somebody writes the folio: the one thing that is out of order.
        Assert.That(
            fast.Machine.Validate().Where(static violation => violation.Invariant != TagInvariants.DirtyFlagHasItsTag), Is.Empty);
    }

    private static Machine Create(string kind, bool ledger)
    {
        Machine machine = new(new MachineOptions
        {
            Pages = kind is "policy" or "short" ? PagesThatRunShort : Pages,
            Profile = KernelProfile.Linux612 with { MultiGenerationLru = kind == "generations" },
            LeafDirectoryThreshold = 2,
            Cpus = 2,
            Ledger = ledger,
            MemoryGroups = kind == "groups" ? 1 : 0,
            Zones = kind == "zones" ? [new ZoneOptions(ZoneKind.Dma32, 1024), new ZoneOptions(ZoneKind.Normal, 1024)] : [],
        });
        if (kind == "groups")
        {
            MemoryGroup group = machine.CreateGroup("group");
            group.Max = new PageCount(500);
            machine.Current.Group = group;
        }

        if (kind == "policy")
        {
            machine.ReclaimPolicy = new FifoPolicy();
        }

        machine.CreateAddressSpace(new AddressSpaceOptions { Name = "small folios", MaxOrder = Order.Zero });
        machine.CreateAddressSpace(new AddressSpaceOptions { Name = "folios up to order 4", MaxOrder = new Order(4) });
        return machine;
    }

    /// <summary>
    /// Fills, reads, truncates, dirties or invalidates a range of one of the two files or of guest memory, lets a page fail, or drains
    /// batches and lists.
    /// </summary>
    /// <returns>What it answered.</returns>
    private static string Do(Side side, Random random)
    {
        (Machine machine, GuestMemfd guest) = (side.Machine, side.Guest);
        AddressSpace file = machine.AddressSpaces.ElementAt(random.Next(2));
        ulong first = (ulong)random.Next(FilePages);
        ulong last = first + (ulong)random.Next(1 << random.Next(9));
        Order hint = new(random.Next(5));
        machine.MoveToCpu(machine.Current, random.Next(2));
        machine.Current.SignalPending = random.Next(8) == 0;
        AddressSpace any = random.Next(2) == 0 ? file : guest.Mapping;
        switch (random.Next(16))
        {
            case < 3:
                return Fill(file, first, last, hint);
            case 7 or 8:
                return FallocateGuest(guest, FallocateMode.KeepSize, first, last);
            case 9:
                return FallocateGuest(guest, FallocateMode.KeepSize | FallocateMode.PunchHole, first, last);
            case 10:
                return HoldOrLetGo(side.Held, any, first);
            case 11:
                return Dirty(any, first, Math.Min(last, first + 10), cancels: random.Next(2) == 0);
            case 13 or 14:
                return Populate(machine.AddressSpaces.First(), first, last);
            case 12 when random.Next(4) == 0:
                Pfn pfn = new(random.Next(machine.Options.Pages));
                return $"{pfn} fails: {machine.MemoryFailure(pfn)}";
            case 3:
                return Read(file, first, last);
            case < 6:
                file.Truncate(new PageIndex(first).ToByteOffset(), new ByteOffset((long)((last + 1) << PageSize.Shift) - 1));
                return $"{file.Pages.Count}";
            case 6:
                return $"{file.Invalidate(new PageIndex(first), new PageIndex(last))}";
            default:
                machine.Batches.DrainAll();
                machine.Allocator.DrainAllPages();
                return "drained";
        }
    }

    private static string Fill(AddressSpace file, ulong first, ulong last, Order hint)
    {
        int filled = 0;
        for (ulong index = first; index <= last; index++)
        {
            FolioResult got = file.Pages.GetFolio(new PageIndex(index), FindFolioFlags.Grab, file.GfpMask, hint);
            if (!got.IsOk)
            {
                return $"{filled} filled, then {got.Error}";
            }

            filled += got.Folio.Pages;
            got.Folio.MarkUptodate();
            got.Folio.Unlock();
            got.Folio.Put();
        }

        return $"{filled} filled";
    }

    private static string FallocateGuest(GuestMemfd guest, FallocateMode mode, ulong first, ulong last)
    {
        ulong end = Math.Min(last + 1, FilePages);
        Errno error = guest.Fallocate(mode, new PageIndex(first).ToByteOffset(), (long)(end - first) << PageSize.Shift);
        return $"{mode}: {error}, {guest.Mapping.Pages.Count} pages";
    }

    /// <summary>Takes a reference and keeps it, or gives the oldest back: what somebody holds is kept out of the short ways.</summary>
    private static string HoldOrLetGo(Queue<Folio> held, AddressSpace file, ulong index)
    {
        const int Most = 8;
        if (held.Count == Most)
        {
            held.Dequeue().Put();
            return "let go";
        }

        FolioResult found = file.Pages.GetFolio(new PageIndex(index));
        if (!found.IsOk)
        {
            return $"{found.Error}";
        }

        held.Enqueue(found.Folio);
        return $"held, {found.Folio.RefCount} references";
    }

    /// <summary>Fills a range as an owner may: in runs where there can be one, and else page by page.</summary>
    private static string Populate(AddressSpace file, ulong first, ulong last)
    {
        PageIndex index = new(first);
        while (index.Value <= last)
        {
            PageCount made = file.Pages.OwnerEntries.CreateRun(
                index, new PageIndex(last + 1), FindFolioFlags.Grab, FolioFlags.Uptodate);
            if (made > default(PageCount))
            {
                index += made;
                continue;
            }

            FolioResult got = file.Pages.GrabFolio(index);
            if (!got.IsOk)
            {
                break;
            }

            got.Folio.MarkUptodate();
            got.Folio.Unlock();
            got.Folio.Put();
            index += new PageCount(1);
        }

        return $"populated up to {index}";
    }

    /// <summary>Dirties some folios of a range; where that is cancelled, the dirty mark stays, as in the kernel.</summary>
    private static string Dirty(AddressSpace file, ulong first, ulong last, bool cancels)
    {
        int dirtied = 0;
        for (ulong index = first; index <= last; index += 5)
        {
            FolioResult found = file.Pages.LockFolio(new PageIndex(index));
            if (found.IsOk)
            {
                dirtied += found.Folio.MarkDirty() ? 1 : 0;
                if (cancels)
                {
                    found.Folio.CancelDirty();
                }

                found.Folio.Unlock();
                found.Folio.Put();
            }
        }

        return $"{dirtied} dirtied";
    }

    private static string Read(AddressSpace file, ulong first, ulong last)
    {
        int hits = 0;
        for (ulong index = first; index <= last; index++)
        {
            FolioResult found = file.Pages.GetFolio(new PageIndex(index), FindFolioFlags.Accessed, GfpFlags.None, default);
            if (found.IsOk)
            {
                hits++;
                found.Folio.Put();
            }
        }

        return $"{hits} hits";
    }

    private static void AssertSame(Machine slow, Machine fast, int step)
    {
        (MachineSnapshot expected, MachineSnapshot actual) = (WithoutHolders(slow), WithoutHolders(fast));
        Assert.That(MachineSnapshot.Diff(expected, actual), Is.Empty, $"after step {step}");

        // Where free blocks lie and how the trees look is no difference to operations, but it is one here.
        Assert.That(actual.ToJson(), Is.EqualTo(expected.ToJson()), $"after step {step}");
        Assert.That(
            fast.MemoryGroups.Select(static g => g.Usage), Is.EqualTo(slow.MemoryGroups.Select(static g => g.Usage)), $"step {step}");
        Assert.That(fast.Statistics.FilePages, Is.EqualTo(slow.Statistics.FilePages), $"step {step}");
    }

    private static MachineSnapshot WithoutHolders(Machine machine)
    {
        MachineSnapshot all = machine.Snapshot();
        return all with
        {
            Folios = all.Folios.ToImmutableSortedDictionary(
                static pair => pair.Key, static pair => pair.Value with { Holders = [], LockedBy = null, ExpectedCount = 0 }),
        };
    }

    /// <summary>One of the two machines, with its guest memory and the folios that are held on it.</summary>
    private sealed class Side(Machine machine)
    {
        public Machine Machine => machine;

        public GuestMemfd Guest { get; } = new VirtualMachine(machine, GmemProfile.Linux612, VmType.SoftwareProtected)
            .CreateGuestMemfd((long)FilePages << PageSize.Shift, GmemFlags.None).File!;

        public Queue<Folio> Held { get; } = new();
    }
}
