using FolioModel.XArrays;
using FsCheck;
using FsCheck.Fluent;

namespace FolioModel.Props.XArrays;

/// <summary>Arrays that hand out ids, against a dictionary of taken ids.</summary>
[TestFixture]
public sealed class AllocationProperties
{
    /// <summary>One step; <paramref name="Kind"/> says which, the numbers what it needs.</summary>
    private sealed record Step(string Kind, uint Id, uint Span, int Payload);

    private sealed record Case(bool FromOne, int ChunkShift, bool LeafDirectory, Step[] Steps)
    {
        public override string ToString() =>
            $"{(FromOne ? "alloc1" : "alloc")}, chunk shift {ChunkShift}\n  {string.Join("\n  ", (object[])Steps)}";
    }

    private static readonly string[] _kinds =
        ["alloc", "alloc", "alloc", "alloc", "alloc", "cyclic", "cyclic", "store", "clear", "erase", "erase", "erase", "reserve", "release",
            "insert"];

    private static Gen<uint> Id => Gen.Frequency(
        (8, Gen.Choose(1, 80).Select(static i => (uint)i)),
        (2, Gen.Choose(1, 3000).Select(static i => (uint)i)),
        (1, Gen.Elements(uint.MaxValue, uint.MaxValue - 1, uint.MaxValue - 20)));

    private static Arbitrary<Case> Cases => Arb.From(
        from one in Gen.Elements(true, false)
        from shift in Gen.Elements(4, 6)
        from directory in Gen.Elements(true, false)
        from steps in (from kind in Gen.Elements(_kinds)
                       from id in Id
                       from span in Gen.Choose(0, 100)
                       from payload in Gen.Choose(0, 9)
                       select new Step(kind, id, (uint)span, payload)).ListOf()
        select new Case(one, shift, directory, [.. steps]),
        static c => Enumerable.Range(0, c.Steps.Length).Select(i => c with { Steps = [.. c.Steps[..i], .. c.Steps[(i + 1)..]] }));

    [Test]
    public void EveryIdIsTakenOrFreeAndTheLowestFreeOneIsGiven() =>
        Prop.ForAll(Cases, Run).Check(Config.QuickThrowOnFailure.WithMaxTest(Thoroughness.Of(full: 1000, quick: 250)).WithEndSize(150));

    private static void Run(Case c)
    {
        var array = new XArray(new XArrayOptions
        {
            ChunkShift = c.ChunkShift,
            Allocation = c.FromOne ? XAllocation.Alloc1 : XAllocation.Alloc,
            LeafDirectoryThreshold = c.LeafDirectory ? 1 : int.MaxValue,
        });
        var taken = new SortedDictionary<uint, XEntry>();
        uint next = 0;
        foreach (Step step in c.Steps)
        {
            XEntry entry = step.Payload == 0 ? XEntry.Null : XEntry.FromPointer(step.Payload);
            XEntry stored = entry.IsNull ? XEntry.Zero : entry;
            switch (step.Kind)
            {
                case "alloc":
                    uint max = step.Id > uint.MaxValue - step.Span ? uint.MaxValue : step.Id + step.Span;
                    ExpectAllocation(taken, step.Id, max, stored, array.Alloc(entry, out uint id, step.Id, max), id);
                    break;
                case "cyclic":
                    uint from = Math.Max(next, 1);
                    Errno error = array.AllocCyclic(entry, ref next, out id, out _, 1);
                    ExpectAllocation(taken, from, uint.MaxValue, stored, error, id);
                    Assert.That(next, Is.EqualTo(unchecked(id + 1)));
                    break;
                case "store":
                    array.Store(step.Id, entry);
                    taken[step.Id] = stored;
                    break;
                case "clear":
                    array.CompareExchange(step.Id, taken.GetValueOrDefault(step.Id), XEntry.Null);
                    taken.Remove(step.Id);
                    break;
                case "erase":
                    array.Erase(step.Id);
                    taken.Remove(step.Id);
                    break;
                case "reserve":
                    array.Reserve(step.Id);
                    taken.TryAdd(step.Id, XEntry.Zero);
                    break;
                case "release" when taken.GetValueOrDefault(step.Id).IsZero:
                    array.Release(step.Id);
                    taken.Remove(step.Id);
                    break;
                case "insert":
                    Assert.That(array.Insert(step.Id, entry), Is.EqualTo(taken.TryAdd(step.Id, stored) ? Errno.None : Errno.EBUSY));
                    break;
            }

            ExpectSame(array, taken, c.FromOne);
        }
    }

    private static void ExpectAllocation(SortedDictionary<uint, XEntry> taken, uint min, uint max, XEntry stored, Errno error, uint id)
    {
        ulong lowest = min;
        while (lowest <= max && taken.ContainsKey((uint)lowest))
        {
            lowest++;
        }

        if (lowest > max)
        {
            Assert.That(error, Is.EqualTo(Errno.EBUSY), "a full range gave an id");
            return;
        }

        Assert.That(error, Is.EqualTo(Errno.None));
        Assert.That(id, Is.EqualTo(lowest), "not the lowest free id");
        taken[id] = stored;
    }

    private static void ExpectSame(XArray array, SortedDictionary<uint, XEntry> taken, bool fromOne)
    {
        IEnumerable<string> expected = taken.Select(static p => $"{p.Key}={p.Value}");
        IEnumerable<string> actual = TreeReader.Entries(array).Where(e => !fromOne || e.First > 0)
            .Select(static e => $"{e.First}={e.Entry}");
        Assert.That(string.Join(' ', actual), Is.EqualTo(string.Join(' ', expected)));
        Assert.That(array.Validate(), Is.Empty);
        Assert.That(taken.Keys.Where(id => array.GetMark(id, XMark.Mark0)), Is.Empty, "taken ids are marked free");
    }
}
