using FolioModel.XArrays;

namespace FolioModel.Tests.XArrays;

[TestFixture]
public sealed class XEntryTests
{
    [TestCase(0)]
    [TestCase(17)]
    [TestCase(XEntry.MaxPointerId)]
    public void APointerKeepsItsNumberAndIsNothingElse(int id)
    {
        XEntry entry = XEntry.FromPointer(id);
        Assert.That(entry.PointerId, Is.EqualTo(id));
        Assert.That(Kinds(entry), Is.EqualTo("pointer"));
    }

    [TestCase(0ul)]
    [TestCase((1ul << 29) - 1)]
    [TestCase(1ul << 29)]
    [TestCase(XEntry.MaxValue)]
    public void AValueKeepsAll63Bits(ulong value)
    {
        XEntry entry = XEntry.FromValue(value);
        Assert.That(entry.Value, Is.EqualTo(value));
        Assert.That(Kinds(entry), Is.EqualTo("value"));
    }

    [Test]
    public void SiblingsExistForSlots0To62()
    {
        for (int slot = 0; slot <= 62; slot++)
        {
            Assert.That(Kinds(XEntry.FromSibling(slot)), Is.EqualTo("sibling"));
        }

        Assert.That(() => XEntry.FromSibling(63), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void EverySpecialEntryIsOfOneKind()
    {
        Assert.That(Kinds(XEntry.Null), Is.EqualTo("null"));
        Assert.That(Kinds(XEntry.Zero), Is.EqualTo("zero"));
        Assert.That(Kinds(XEntry.Retry), Is.EqualTo("retry"));
        Assert.That(Kinds(XEntry.FromNode(0)), Is.EqualTo("node"));
        Assert.That(Kinds(XEntry.FromNode(int.MaxValue)), Is.EqualTo("node"));
        Assert.That(Kinds(XEntry.FromErrno(Errno.ENOMEM)), Is.EqualTo("error"));
        Assert.That(XEntry.FromErrno(Errno.EBUSY).Errno, Is.EqualTo(Errno.EBUSY));
    }

    [Test]
    public void AskingForWhatIsNotThereThrows()
    {
        Assert.That(() => XEntry.FromValue(1).PointerId, Throws.InvalidOperationException);
        Assert.That(() => XEntry.FromPointer(1).Value, Throws.InvalidOperationException);
        Assert.That(() => XEntry.FromPointer(XEntry.MaxPointerId + 1), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => XEntry.FromValue(XEntry.MaxValue + 1), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private static string Kinds(XEntry entry)
    {
        var kinds = new List<string>();
        void Add(bool yes, string kind) => kinds.AddRange(yes ? [kind] : []);
        Add(entry.IsNull, "null");
        Add(entry.IsPointer, "pointer");
        Add(entry.IsValue, "value");
        Add(entry.IsZero, "zero");
        Add(entry.IsRetry, "retry");
        Add(entry.IsSibling, "sibling");
        Add(entry.IsNode, "node");
        Add(entry.IsError, "error");
        return string.Join(' ', kinds);
    }
}
