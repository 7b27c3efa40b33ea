using FolioModel.Diagnosis;

namespace FolioModel.Tests.Diagnosis;

/// <summary>The same page in every form in which people post it, and what a damaged text is answered with.</summary>
[TestFixture]
internal sealed class PageFormTests
{
    private const string Drgn = """
        >>> print(folio)
        *(struct folio *)0xffffea0005c00000 = {
                .flags = (unsigned long)0x17ffffc000007c,
                .lru = (struct list_head){
                        .next = (struct list_head *)0xffffea0005c00108,
                },
                .mapping = (struct address_space *)0xffff888100042c80,
                .index = (unsigned long)512,
                ._mapcount = (atomic_t){
                        .counter = (int)-1,
                },
                ._refcount = (atomic_t){
                        .counter = (int)514,
                },
                ._flags_1 = (unsigned long)0x17ffffc0000009,
                ._large_mapcount = (atomic_t){
                        .counter = (int)-1,
                },
                ._pincount = (atomic_t){
                        .counter = (int)2,
                },
                ._folio_nr_pages = (unsigned int)512,
        }
        """;

    private const string Crash = """
        crash> struct page ffffea0000000040
        struct page {
          flags = 6755398367445032,
          {
            {
              lru = {
                next = 0xffffea0000000108,
              },
              mapping = 0xffff888100042c81,
              index = 12,
            },
          },
          _mapcount = {
            counter = 0
          },
          _refcount = {
            counter = 1026
          },
        }
        """;

    [Test]
    public void AFolioOfDrgnIsRead()
    {
        ObservedPage page = PageReader.Read(Drgn, "drgn").Single();
        PageDiagnosis diagnosis = PageDiagnosis.Of(page);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(page.Order, Is.EqualTo(9));
            Assert.That(page.Flags, Is.EqualTo(
                FolioFlags.Referenced | FolioFlags.Uptodate | FolioFlags.Dirty | FolioFlags.Lru | FolioFlags.Large));
            Assert.That(page.Kind, Is.EqualTo(PageKind.File));
            Assert.That(diagnosis.Expected.Sum(static e => e.Count), Is.EqualTo(512));
            Assert.That(Dumps.LikeliestOf(diagnosis), Is.EqualTo("GUP pin 2"));
        }
    }

    [Test]
    public void APageOfCrashIsReadAndAPinOnASmallFolioIsSeen()
    {
        PageDiagnosis diagnosis = PageDiagnosis.Of(PageReader.Read(Crash, "crash").Single());

        using (Assert.EnterMultipleScope())
        {
            Assert.That(diagnosis.Page.Kind, Is.EqualTo(PageKind.Anon));
            Assert.That(diagnosis.Unexplained, Is.EqualTo(1025));
            Assert.That(Dumps.LikeliestOf(diagnosis), Does.StartWith("GUP pin 1024 + "));
            Assert.That(diagnosis.Refused.Single(static r => r.Operation == "reclaim").Because, Does.Contain("folio_maybe_dma_pinned"));
        }
    }

    [Test]
    public void RowsOfPageTypesSayWhatIsExpected()
    {
        const string Rows = """
            offset	len	flags
            12345	1	__RU_lA____M______________________________P______
            12346	2	___UDl_____M_ab__________________________________
            """;
        IReadOnlyList<ObservedPage> pages = PageReader.Read(Rows, "rows");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(pages.Select(static p => p.Kind), Is.EqualTo(new[] { PageKind.File, PageKind.Anon }));
            Assert.That(pages[0].Pfn, Is.EqualTo(0x12345));
            Assert.That(PageDiagnosis.Of(pages[0]).Expected.Select(static e => e.Kind), Is.EqualTo(new[] { HolderKind.PageCache,
                HolderKind.Private, HolderKind.PageTable }));
            Assert.That(PageDiagnosis.Of(pages[0]).Unexplained, Is.Null);
        }
    }

    [Test]
    public void ASummaryOfPageTypesIsRead()
    {
        const string Rows = """
                         flags	page-count       MB  symbolic-flags			long-symbolic-flags
            0x000000000000086c	     12345       48  __RU_lA____M_______________________________	referenced,uptodate,lru,active,mmap
                         total	     12345       48
            """;
        Assert.That(PageReader.Read(Rows, "rows").Single().Has(FolioFlags.Lru | FolioFlags.Active), Is.True);
    }

    [Test]
    public void RowsOfKpageflagsAreRead()
    {
        ObservedPage page = PageReader.Read("0x1a2b 0x0000000000005828 3\n", "kpageflags").Single();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(page.Pfn, Is.EqualTo(0x1a2b));
            Assert.That(page.MapCount, Is.EqualTo(3));
            Assert.That(page.Kind, Is.EqualTo(PageKind.Anon));
            Assert.That(page.Has(FolioFlags.SwapBacked), Is.True);
        }
    }

    [TestCase("page: refcount:three mapcount:0 mapping:0 index:0x0 pfn:0x1", "f:1: refcount: expected a number, found 'three'")]
    [TestCase("x\npage: refcount:3 mapcount:0x mapping:0 index:0x0 pfn:0x1", "f:2: mapcount: expected a number, found '0x'")]
    [TestCase("page: refcount:3 mapcount:0 mapping:0 pfn:0x1\nhead: order:99 mapcount:0",
        "f:2: order: expected an order of 0 to 20, found 99")]
    [TestCase("", "f: expected text of dump_page")]
    [TestCase("hello", "found no page")]
    [TestCase("a\0b", "found binary data")]
    [TestCase("struct page {\n flags = 0x40,\n _refcount = { counter = 1 }\n}", "f:2: flags: expected _folio_nr_pages")]
    [TestCase("struct page {\n _refcount = { counter = 1 }\n}", "f:1: flags: expected the flag word")]
    [TestCase("12345 1 __RU_lA____M____________________\nwhat is this", "f:2: row: expected a row of page-types")]
    public void ADamagedTextIsAnsweredWithPlaceAndExpectation(string text, string message) =>
        Assert.That(() => PageReader.Read(text, "f"), Throws.TypeOf<BadPageTextException>().With.Message.Contains(message));

    [Test]
    public void AnAnonymousFolioHasNeitherAFilesCacheNorPrivateData() =>
        Assert.That(
            ExpectedReferences.Of(FolioFlags.SwapCache | FolioFlags.Anon | FolioFlags.Private, 4, isCached: true, mappings: 2),
            Is.EqualTo(new ExpectedReferences(4, 0, 0, 2)));
}
