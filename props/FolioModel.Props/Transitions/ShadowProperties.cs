namespace FolioModel.Props.Transitions;

/// <summary>Shadows of large folios, and what a smaller folio in their place leaves of them (I-55, I-84).</summary>
public sealed class ShadowProperties
{
    [Test]
    public void AFolioInTheMiddleOfALargerShadowLeavesTheRestOfIt([Range(0, 15)] int index)
    {
        (AddressSpace file, ulong value) = Evicted(new Order(4));
        Folio folio = file.Pages.GrabFolio(new PageIndex((ulong)index)).Folio;
        for (ulong i = 0; i < 16; i++)
        {
            CacheEntry entry = file.Pages.Peek(new PageIndex(i));
            Assert.That(entry.IsFolio, Is.EqualTo(i == (ulong)index), $"page {i}");
            Assert.That(entry.IsFolio || entry.Value == value, $"page {i} lost its shadow");
        }

        Assert.That(file.Machine.Validate(), Is.Empty);
        folio.Unlock();
    }

    [Test]
    public void AShadowHasTheAgeFromBeforeItsOwnEviction([Values(0, 2, 4)] int order)
    {
        (AddressSpace file, ulong value) = Evicted(new Order(order));
        Assert.That(Shadow.Unpack(value).Eviction, Is.EqualTo(0));
        Assert.That(file.Machine.Lru.NonresidentAge, Is.EqualTo(1 << order));
    }

    private static (AddressSpace File, ulong Value) Evicted(Order order)
    {
        Machine machine = new(new MachineOptions { Pages = 256, Ledger = true });
        AddressSpace file = machine.CreateAddressSpace(new AddressSpaceOptions { Name = "data", MaxOrder = new Order(4), Size = 1 << 20 });
        Folio folio = file.Pages.GetFolio(PageIndex.Zero, FindFolioFlags.Lock | FindFolioFlags.Create, file.GfpMask, order).Folio;
        folio.Unlock();
        machine.Batches.DrainAll();
        Assert.That(folio.Isolate());
        folio.Put();
        Assert.That(folio.Reclaim(), Is.EqualTo(order.Pages));
        return (file, file.Pages.Peek(PageIndex.Zero).Value);
    }
}
