using FolioModel.Groups;
using FolioModel.Reclaim;
using FsCheck;
using FsCheck.Fluent;

namespace FolioModel.Props.Reclaim;

/// <summary>The shipped policies evict exactly the pages that a naive list of the same name would, whatever is read.</summary>
[TestFixture]
public sealed class PolicyProperties
{
    private const int FilePages = 400;

    private static readonly Dictionary<string, (Func<IReclaimPolicy> Policy, Func<NaiveCache> Reference)> s_pairs = new()
    {
        ["fifo"] = (static () => new FifoPolicy(), NaiveCache.Fifo),
        ["lru"] = (static () => new LruPolicy(), NaiveCache.Lru),
        ["mru"] = (static () => new MruPolicy(), NaiveCache.Mru),
        ["clock"] = (static () => new ClockPolicy(), NaiveCache.Clock),
    };

    [Test]
    public void EvictsWhatANaiveListOfTheSameNameEvicts([Values("fifo", "lru", "mru", "clock")] string name, [Values] bool multiGeneration)
    {
        Gen<int[]> traces = Gen.ArrayOf(Gen.OneOf(Gen.Choose(0, 60), Gen.Choose(0, FilePages - 1)), 900);
        Prop.ForAll(Arb.From(traces), trace => Agree(name, multiGeneration, trace)).Check(Config.QuickThrowOnFailure.WithMaxTest(40));
    }

    private static bool Agree(string name, bool multiGeneration, int[] trace)
    {
        Machine machine = new(new MachineOptions
        {
            Pages = 2048,
            Cpus = 1,
            MemoryGroups = 1,
            Profile = KernelProfile.Linux612 with { MultiGenerationLru = multiGeneration },
        });
        MemoryGroup group = machine.CreateGroup("group");
        group.Max = new PageCount(150);
        group.Policy = s_pairs[name].Policy();
        machine.Current.Group = group;
        AddressSpace file = machine.CreateAddressSpace(
            new AddressSpaceOptions { Size = (long)FilePages << PageSize.Shift, MaxOrder = Order.Zero });
        NaiveCache reference = s_pairs[name].Reference();
        Comparison comparison = new(reference);
        machine.ReclaimObserver = comparison;
        foreach (int page in trace)
        {
            FolioResult found = file.Pages.GetFolio(new PageIndex((ulong)page));
            if (found.IsOk)
            {
                found.Folio.MarkAccessed();
                reference.Use((ulong)page);
            }
            else
            {
                found = file.Pages.GrabFolio(new PageIndex((ulong)page));
                found.Folio.MarkUptodate();
                found.Folio.Unlock();
                reference.Add((ulong)page);
            }

            found.Folio.Put();
        }

        Assert.That(comparison.Victims, Is.GreaterThan(100), "hardly anything was evicted");
        Assert.That(machine.Validate(), Is.Empty);
        return true;
    }

    private sealed class Comparison(NaiveCache reference) : IReclaimObserver
    {
        public int Victims { get; private set; }

        public void Judged(Folio folio, AddressSpace? mapping, FolioVerdict verdict)
        {
            Assert.That(verdict, Is.EqualTo(FolioVerdict.Reclaimed));
            Assert.That(folio.Index.Value, Is.EqualTo(reference.Evict()), $"victim {Victims}");
            Victims++;
        }
    }
}
