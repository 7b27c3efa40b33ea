using FolioModel.XArrays;
using FsCheck;
using FsCheck.Fluent;

namespace FolioModel.Props.XArrays;

/// <summary>Payloads live exactly as long as a slot points at them.</summary>
[TestFixture]
public sealed class PayloadProperties
{
    private sealed record Step(string Kind, int Index, int Size);

    private sealed record Case(Step[] Steps)
    {
        public override string ToString() => string.Join("\n  ", (object[])Steps);
    }

    private static readonly string[] _kinds =
        ["store", "store", "order", "order", "range", "value", "erase", "erase", "split", "fail", "insert"];

    private static Arbitrary<Case> Cases => Arb.From(
        from steps in (from kind in Gen.Elements(_kinds)
                       from index in Gen.Choose(0, 600)
                       from size in Gen.Choose(0, 9)
                       select new Step(kind, index, size)).ListOf()
        select new Case([.. steps]),
        static c => Enumerable.Range(0, c.Steps.Length).Select(i => new Case([.. c.Steps[..i], .. c.Steps[(i + 1)..]])));

    [Test]
    public void APayloadIsHeldExactlyWhileASlotPointsAtIt() =>
        Prop.ForAll(Cases, Run).Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithEndSize(120));

    private static void Run(Case c)
    {
        var array = new XArray<string>(new XArrayOptions { ChunkShift = 4 });
        int number = 0;
        foreach (Step step in c.Steps)
        {
            ulong index = (ulong)step.Index;
            string payload = $"#{number++}";
            switch (step.Kind)
            {
                case "store":
                    array[index] = payload;
                    Assert.That(array[index], Is.EqualTo(payload));
                    break;
                case "order":
                    // Inside an entry of a range store it begins at that entry's first slot, and may not reach the index.
                    array.StoreOrder(index, step.Size, payload);
                    break;
                case "range":
                    array.StoreRange(index, index + ((ulong)step.Size * 30), payload);
                    break;
                case "value":
                    array.StoreValue(index, index);
                    break;
                case "erase":
                    array.Erase(index);
                    Assert.That(array.TryGet(index, out _), Is.False);
                    break;
                case "split" when array.GetOrder(index) is > 0 and <= 7:
                    string before = array.Load(index).Payload ?? "";
                    array.Split(index, Math.Max(0, array.GetOrder(index) - 3));
                    Assert.That(array.Load(index).Payload ?? "", Is.EqualTo(before));
                    break;
                case "fail":
                    array.Tree.NodePool.NodeBudget = static _ => false;
                    array.StoreOrder(index, step.Size, payload);
                    array.Tree.NodePool.NodeBudget = null;
                    break;
                case "insert":
                    array.Insert(index, payload);
                    break;
            }

            int[] places = [.. TreeReader.Entries(array.Tree).Where(static e => e.Entry.IsPointer).Select(static e => e.Entry.PointerId)];
            Assert.That(array.PayloadCount, Is.EqualTo(places.Distinct().Count()), $"after {step}: payloads kept or dropped wrongly");
        }
    }
}
