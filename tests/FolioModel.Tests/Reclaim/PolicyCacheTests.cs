using FolioModel.Reclaim;
using FolioModel.Workloads;

namespace FolioModel.Tests.Reclaim;

/// <summary>Tests that a policy decides in a <see cref="PolicyCache"/> as it does on a machine.</summary>
[TestFixture]
internal sealed class PolicyCacheTests
{
    private const int Accesses = 20_000;
    private const int Capacity = 150;

    private static IEnumerable<string> Policies() =>
        ReplayPolicy.Known.Where(static p => p.Create is not null).Select(static p => p.Name);

    [TestCaseSource(nameof(Policies))]
    public void APolicyMissesTheSamePagesAsOnAMachine(string name)
    {
        ulong[] work = Skewed(seed: 7);
        PolicyCache cache = new(ReplayPolicy.Parse(name).Create!(Capacity), Capacity);
        OnMachine machine = new(ReplayPolicy.Parse(name).Create!(Capacity), Capacity);
        foreach (ulong page in work)
        {
            bool cached = cache.Contains(page);
            long hits = cache.Hits;
            cache.Access([page]);
            Assert.That(cache.Hits - hits, Is.EqualTo(cached ? 1 : 0));
            Assert.That(machine.Access(page), Is.EqualTo(cached), $"{name} after {cache.Accesses} accesses, page {page}");
        }

        Assert.That(cache.Evictions, Is.EqualTo(cache.Accesses - cache.Hits - Capacity));
        Assert.That(cache.Refaults, Is.EqualTo(cache.Accesses - cache.Hits - work.Distinct().Count()));
    }

    [Test]
    public void OneCallWithManyPagesIsTheSameAsManyCalls()
    {
        ulong[] work = Skewed(seed: 3);
        PolicyCache one = new(new LfuPolicy(), Capacity);
        PolicyCache many = new(new LfuPolicy(), Capacity);
        one.Access(work);
        foreach (ulong page in work)
        {
            many.Access([page]);
        }

        Assert.That((one.Hits, one.Evictions, one.Refaults), Is.EqualTo((many.Hits, many.Evictions, many.Refaults)));
    }

    [Test]
    public void AnAccessAllocatesNothing()
    {
        ulong[] work = Skewed(seed: 5);
        PolicyCache cache = new(new LruPolicy(), Capacity);
        cache.Access(work);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++)
        {
            cache.Access(work);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [Test]
    public void APolicyThatChoosesNothingIsNamed()
    {
        PolicyCache cache = new(new Undecided(), 2);
        cache.Access([1, 2]);
        Assert.That(
            Assert.Throws<InvalidOperationException>(() => cache.Access([3]))!.Message,
            Is.EqualTo("policy 'undecided' chose nothing to evict from a full cache"));
    }

    [Test]
    public void AFolioThatWasNotAdmittedGoesFirst()
    {
        PolicyCache cache = new(new NoOdd(), 3);
        cache.Access([2, 4, 5, 6]);
        Assert.That(cache.Contains(5), Is.False);
        Assert.That((cache.Contains(2), cache.Contains(4), cache.Contains(6)), Is.EqualTo((true, true, true)));
    }

    /// <summary>Pages of which low numbers are more frequent; some have numbers too large for a table.</summary>
    private static ulong[] Skewed(int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, Accesses).Select(_ =>
        {
            ulong number = (ulong)(Math.Pow(random.NextDouble(), 3) * 900);
            return number % 3 == 0 ? (number + 1) << 40 : number;
        })];
    }

    /// <summary>The policy on a machine of its own, with real folios in a real page cache, evicted one by one.</summary>
    private sealed class OnMachine
    {
        private readonly Machine _machine;
        private readonly AddressSpace _file;
        private readonly int _capacity;
        private readonly Dictionary<ulong, PageIndex> _indices = [];
        private int _resident;

        public OnMachine(IReclaimPolicy policy, int capacity)
        {
            _capacity = capacity;
            _machine = new Machine(new MachineOptions { Pages = 4096, Cpus = 1, DirectReclaim = false }) { ReclaimPolicy = policy };
            _file = _machine.CreateAddressSpace(new AddressSpaceOptions { Name = "pages", MaxOrder = Order.Zero });
        }

        public bool Access(ulong page)
        {
            if (!_indices.TryGetValue(page, out PageIndex index))
            {
                _indices[page] = index = new PageIndex((ulong)_indices.Count);
            }

            Folio found = _file.Pages.GetFolio(index, FindFolioFlags.Accessed, GfpFlags.None, default).Folio;
            if (!found.IsNone)
            {
                found.Put();
                return true;
            }

            if (_resident == _capacity)
            {
                Assert.That(_machine.EvictByPolicy(new PageCount(1)).Value, Is.EqualTo(1));
                _resident--;
            }

            Folio folio = _file.Pages.GrabFolio(index).Folio;
            folio.MarkUptodate();
            folio.Unlock();
            folio.Put();
            _resident++;
            return false;
        }
    }

    private sealed class Undecided : ListPolicy
    {
        public override string Name => "undecided";

        public override void Choose(EvictionRequest request)
        {
        }
    }

    private sealed class NoOdd : ListPolicy, IReclaimPolicy
    {
        public override string Name => "no-odd";

        public bool Admits(Folio folio) => folio.Index.Value % 2 == 0;
    }
}
