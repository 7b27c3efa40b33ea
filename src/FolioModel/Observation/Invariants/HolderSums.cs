namespace FolioModel.Observation;

/// <summary>A folio's references added up by the kinds that the folio's own state must account for.</summary>
internal readonly record struct HolderSums(int All, int PageCache, int SwapCache, int Private, int PageTable, int Isolation, int Batches,
    int Pins);
