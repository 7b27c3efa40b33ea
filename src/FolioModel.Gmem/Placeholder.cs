namespace FolioModel.Gmem;
