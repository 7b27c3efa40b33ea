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
        ["fifo"] = (static () => new FifoPolicy(), static () => new NaiveCache(moves: false, fromFront: true, marks: false)),
        ["lru"] = (static () => new LruPolicy(), static () => new NaiveCache(moves: true, fromFront: true, marks: false)),
        ["mru"] = (static () => new MruPolicy(), static () => new NaiveCache(moves: true, fromFront: false, marks: false)),
        ["clock"] = (static () => new ClockPolicy(), static () => new NaiveCache(moves: false, fromFront: true, marks: true)),
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
                reference.Use(page);
            }
            else
            {
                found = file.Pages.GrabFolio(new PageIndex((ulong)page));
                found.Folio.MarkUptodate();
                found.Folio.Unlock();
                reference.Add(page);
            }

            found.Folio.Put();
        }

        Assert.That(comparison.Victims, Is.GreaterThan(100), "hardly anything was evicted");
        Assert.That(machine.Validate(), Is.Empty);
        return true;
    }

    /// <summary>A cache as a list: new pages at the end.</summary>
    private sealed class NaiveCache(bool moves, bool fromFront, bool marks)
    {
        private readonly List<int> _pages = [];
        private readonly HashSet<int> _used = [];

        public void Add(int page) => _pages.Add(page);

        public void Use(int page)
        {
            _used.Add(page);
            if (moves)
            {
                _pages.Remove(page);
                _pages.Add(page);
            }
        }

        public int Evict()
        {
            while (marks && _used.Remove(_pages[0]))
            {
                _pages.Add(_pages[0]);
                _pages.RemoveAt(0);
            }

            int at = fromFront ? 0 : _pages.Count - 1;
            int page = _pages[at];
            _pages.RemoveAt(at);
            _used.Remove(page);
            return page;
        }
    }

    private sealed class Comparison(NaiveCache reference) : IReclaimObserver
    {
        public int Victims { get; private set; }

        public void Judged(Folio folio, AddressSpace? mapping, FolioVerdict verdict)
        {
            Assert.That(verdict, Is.EqualTo(FolioVerdict.Reclaimed));
            Assert.That((int)folio.Index.Value, Is.EqualTo(reference.Evict()), $"victim {Victims}");
            Victims++;
        }
    }
}
