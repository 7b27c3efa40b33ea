namespace FolioModel.Tests.Filemap;

/// <summary>Truncation to the byte: what is zeroed, what goes, what stays.</summary>
[TestFixture]
internal sealed class TruncationTests
{
    private const long Page = PageSize.Bytes;

    private Machine _machine = null!;
    private Owner _owner = null!;
    private AddressSpace _file = null!;

    [SetUp]
    public void SetUp()
    {
        _machine = new Machine(new MachineOptions { Pages = 4096, Ledger = true });
        _owner = new Owner();
        _file = _machine.CreateAddressSpace(new AddressSpaceOptions { MaxOrder = new Order(4), Size = 1L << 30, Operations = _owner });
    }

    [TestCase(0, (4 * Page) - 1, "", new int[0], TestName = "Whole pages go and nothing is zeroed")]
    [TestCase(1, (4 * Page) - 1, "0:1+4095", new[] { 0 }, TestName = "A first page cut by one byte stays, and all but that byte is zeroed")]
    [TestCase(0, (3 * Page) - 2, "2:0+4095", new[] { 2, 3 }, TestName = "A last page cut by one byte stays")]
    [TestCase(100, 199, "0:100+100", new[] { 0, 1, 2, 3 }, TestName = "A range inside one page is zeroed once")]
    [TestCase(100, Page, "0:100+3996 1:0+1", new[] { 0, 1, 2, 3 },
        TestName = "A range that ends with the first byte of the next page reaches that page")]
    [TestCase(100, Page - 1, "0:100+3996", new[] { 0, 1, 2, 3 },
        TestName = "A range that ends with the last byte of a page does not reach the next")]
    [TestCase(100, -1, "0:100+3996", new[] { 0 }, TestName = "To the end")]
    public void SmallPagesAreCutToTheByte(long first, long last, string zeroed, int[] left)
    {
        Fill(0, 0, 4);
        _file.Truncate(new ByteOffset(first), last < 0 ? ByteOffset.ToEnd : new ByteOffset(last));
        Assert.That(string.Join(' ', _owner.Zeroed), Is.EqualTo(zeroed));
        Assert.That(Enumerable.Range(0, 4).Where(i => _file.Pages.Peek(new PageIndex((ulong)i)).IsFolio), Is.EqualTo(left));
    }

    [TestCase(4 * Page, (8 * Page) - 1, "0:16384+16384", new[] { 0, 1, 2, 3 }, TestName = "The second half of a large folio goes")]
    [TestCase(0, (4 * Page) - 1, "0:0+16384", new[] { 4, 5, 6, 7 }, TestName = "The first half of a large folio goes")]
    [TestCase(2 * Page, (3 * Page) - 1, "0:8192+4096", new[] { 0, 1, 3, 4, 5, 6, 7 },
        TestName = "A page in the middle of a large folio goes")]
    public void ALargeFolioIsSplitWhereItIsCut(long first, long last, string zeroed, int[] left)
    {
        Fill(0, 3, 1);
        _file.Truncate(new ByteOffset(first), new ByteOffset(last));
        Assert.That(string.Join(' ', _owner.Zeroed), Is.EqualTo(zeroed));
        Assert.That(Enumerable.Range(0, 8).Where(i => _file.Pages.Peek(new PageIndex((ulong)i)).IsFolio), Is.EqualTo(left));
    }

    [TestCase(true, 8, TestName = "A dirty one stays whole")]
    [TestCase(false, 0, TestName = "A clean one goes whole")]
    public void ALargeFolioThatCannotBeSplit(bool dirty, int pagesLeft)
    {
        Fill(0, 3, 1);
        Folio folio = _file.Pages.GetFolio(new PageIndex(0)).Folio;
        if (dirty)
        {
            folio.Lock();
            folio.MarkDirty();
            folio.Unlock();
        }

        _file.Truncate(new ByteOffset(4 * Page), new ByteOffset((8 * Page) - 1));
        Assert.That(_file.Pages.Count.Value, Is.EqualTo(pagesLeft));
        Assert.That(folio.RefCount, Is.EqualTo(pagesLeft + 1), "ours, and those of the page cache if it has it still");
        Assert.That(folio.IsLocked, Is.False);
    }

    [Test]
    public void WhatIsTruncatedIsCleanAndUnlocked()
    {
        Fill(0, 0, 1);
        Folio folio = _file.Pages.GetFolio(new PageIndex(0)).Folio;
        folio.Lock();
        folio.MarkDirty();
        folio.Unlock();
        _file.Truncate(default, ByteOffset.ToEnd);
        Assert.That((folio.Has(FolioFlags.Dirty), folio.IsLocked, folio.Mapping, folio.RefCount),
            Is.EqualTo((false, false, (AddressSpace?)null, 1)));
    }

    [Test]
    public void PrivateDataIsInvalidatedWholeWithTheFolioAndInPartWithAPart()
    {
        Fill(0, 0, 2);
        for (ulong i = 0; i < 2; i++)
        {
            _file.Pages.Peek(new PageIndex(i)).Folio.AttachPrivate();
        }

        _owner.Releases = true;
        _file.Truncate(new ByteOffset(1000), new ByteOffset((2 * Page) - 1));
        Assert.That(_owner.Invalidated, Is.EqualTo(new[] { "1:0+4096", "0:1000+3096" }));
    }

    [Test]
    public void AnEmptyRangeRemovesNothing()
    {
        Fill(0, 0, 2);
        _file.Truncate(new ByteOffset(1), new ByteOffset(Page - 2));
        Assert.That(_file.Pages.Count.Value, Is.EqualTo(2));
    }

    private void Fill(ulong start, int order, int folios)
    {
        for (int i = 0; i < folios; i++)
        {
            FolioResult got =
                _file.Pages.GetFolio(new PageIndex(start + ((ulong)i << order)), FindFolioFlags.Grab, _file.GfpMask, new Order(order));
            Assert.That(got.Folio.Order.Value, Is.EqualTo(order));
            got.Folio.MarkUptodate();
            got.Folio.Unlock();
            got.Folio.Put();
        }

        _machine.Batches.DrainAll();
    }

    private sealed class Owner : AddressSpaceOperations
    {
        public List<string> Zeroed { get; } = [];

        public List<string> Invalidated { get; } = [];

        public bool Releases { get; set; }

        public override void ZeroRange(Folio folio, long offset, long length) => Zeroed.Add($"{folio.Index}:{offset}+{length}");

        public override void InvalidateFolio(Folio folio, long offset, long length)
        {
            Invalidated.Add($"{folio.Index}:{offset}+{length}");
            if (Releases && length == PageSize.Bytes)
            {
                folio.DetachPrivate();
            }
        }
    }
}
