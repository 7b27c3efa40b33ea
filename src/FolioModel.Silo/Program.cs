using System.CommandLine;
using System.Globalization;
using FolioModel.Campaigns;
using FolioModel.Silo;

[assembly: CampaignDoor("folio")]

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
return await SiloCommandLine.RunAsync(args, Console.Out, Console.Error);
